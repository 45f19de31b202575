import AWSClient
import Cleanup
import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Configuration {
    /// What a run is asked to do, once the environment, the command line and the event have had their say.
    ///
    /// An event can only make a run safer: it can turn deletions off and never on, and narrow what they may reach.
    ///
    /// - Throws: ``InvalidEvent`` when the event is about a registry that this is not the function of.
    func request(for event: Event, options: RunOptions = RunOptions(), logger: Logger) throws -> CleanupRequest {
        var request = CleanupRequest(policy: policy, trigger: event.trigger, logger: logger)
        request.isDryRun = (isDryRun && !options.deletes) || event.overrides.isDryRun == true
        request.action = event.overrides.action ?? .clean
        request.maximumImages = event.overrides.maximumImages
        request.detail = options.keepsEveryImage ? .all : shownDetail(for: event, options: options)
        if let repositories = event.overrides.repositories { request.narrowing.append(repositories) }
        if let pushed = event.pushed {
            if let region = pushed.region, region != self.region.code {
                throw InvalidEvent(
                    "it is about an image in the region \(region.excerpt()), and this cleans the registry in \(self.region)"
                )
            }
            request.narrowing.append(NamePatterns(exactly: pushed.name))
            request.registryID = pushed.registryID
        }
        return request
    }

    /// How much the printed summary says about single images.
    func shownDetail(for event: Event, options: RunOptions) -> Detail {
        options.detail ?? event.overrides.detail ?? .selected
    }
}
