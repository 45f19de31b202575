public import AWSClient
import ImageModel
import ImageUsage
public import Retention

extension CleanupService {
    /// Asks a policy's sources of usage, for each of its targets.
    ///
    /// - Parameters:
    ///   - policy: the policy, which names the targets and the sources.
    ///   - context: the run that the calls belong to.
    public func usage(by policy: Policy, in context: CallContext) async -> UsageOverview {
        let names = policy.sourcesInUse.sorted()
        let found = await policy.targets.concurrentMap(width: Self.targetWidth) { target in
            let sources: [any UsageSource]
            do {
                sources = try clientFactory.clients(to: target, sources: policy.usageSources).sources
            } catch {
                return names.map {
                    UsageOverview.Source(name: $0, target: target.description, failure: "\(error)")
                }
            }
            let reading = await UsageReader(sources: sources, context: context, system: system).reading()
            return names.map { name in
                let failure = reading.failures[name].map {
                    UnreadableUsage(source: name.rawValue, error: $0).description
                }
                return UsageOverview.Source(
                    name: name, target: target.description, uses: failure == nil ? reading.uses[name] ?? [] : [],
                    failure: failure)
            }
        }
        return UsageOverview(sources: found.flatMap(\.self))
    }
}
