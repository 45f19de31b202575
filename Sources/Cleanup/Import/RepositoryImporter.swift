import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

/// Reads the lifecycle policies of repositories, and compares decisions by them; changes nothing.
struct RepositoryImporter: Sendable {
    let run: RunContext
    let registry: ECRClient

    /// The lifecycle policy of a repository.
    struct Reading: Sendable {
        let name: RepositoryName
        let outcome: Outcome

        enum Outcome: Sendable {
            case rules([Rule])
            /// The repository has no policy.
            case none
            /// The repository was deleted meanwhile.
            case gone
            case failed(String)
        }
    }

    /// The comparison of two policies by a repository's images.
    enum Comparison: Sendable {
        /// Both decide alike about so many images.
        case alike(Int)
        /// The repository was deleted meanwhile.
        case gone
        case failed(String)
    }

    /// Reads the policy of one repository.
    func read(_ name: RepositoryName) async -> Reading {
        do {
            let own = try await OwnLifecyclePolicy.read(in: name, of: registry)
            return Reading(name: name, outcome: own.map { .rules($0.section.rules) } ?? .none)
        } catch {
            return Reading(name: name, outcome: error.isRepositoryGone ? .gone : .failed("\(error)"))
        }
    }

    /// Lists a repository's images, and decides about them by its own rules and by a policy's.
    ///
    /// Manifests are not read, since that would move pull times: both decisions rest on the same facts without them.
    func compare(_ own: [Rule], with policy: Policy, in name: RepositoryName) async -> Comparison {
        defer { run.request.progress?.noteRepositoryDone() }
        guard let section = policy.sectionIndexes(for: name).first.map({ policy.sections[$0] }) else {
            return .failed("the written policy leaves it out; please report this")
        }
        guard section.rules.meansTheSame(as: own) else {
            return .failed("its rules can't be written as they are; please report this")
        }
        do {
            let images = try await Inventory(of: name, in: registry, progress: run.request.progress).images
            let now = run.system.now()
            func decisions(by section: Policy.Section) -> [Decision] {
                Selection(section: section, protection: .none, at: now).assessment(of: images, manifests: nil).decisions
            }
            var ownSection = section
            ownSection.rules = own
            let differing = zip(decisions(by: ownSection), decisions(by: section)).count { !$0.actsLike($1) }
            guard differing == 0 else {
                let count = Amounts.images(differing)
                return .failed("the written policy decides otherwise about \(count); please report this")
            }
            return .alike(images.count)
        } catch {
            guard !error.isRepositoryGone else { return .gone }
            let interruption = error.interruption(while: "its images were listed")
            return .failed(interruption ?? "its images can't be listed: \(error)")
        }
    }
}
