import AWSClient
import Cleanup
import ImageModel
import Retention

extension CleanupRunner {
    /// A run that is ready to begin, or has already ended.
    struct Prepared: Sendable {
        enum Work {
            case begin(CleanupRequest)
            case ended(Summary)
        }

        var work: Work
        let detail: Detail
        /// The calls that preparing the run took.
        var calls: CallStatistics.Snapshot
        /// The reports that the run writes to S3; `nil` for none.
        var reports: RunReports?
        /// The warnings about the configuration.
        var notices: [String] = []
        /// Whether a run that would delete is a dry run, since nobody approved a plan.
        var isOnlyUnapproved = false

        /// The origin of the policy; `nil` if the policy was not read.
        var policyIdentity: PolicyIdentity? {
            if case .begin(let request) = work { request.policyIdentity } else { nil }
        }

        /// Whether the policy names any source of usage.
        var asksUsage: Bool {
            if case .begin(let request) = work { !request.policy.sourcesInUse.isEmpty } else { false }
        }

        /// The request; `nil` if there is no run to begin.
        var request: CleanupRequest? {
            if case .begin(let request) = work { request } else { nil }
        }

        /// The reason why there is no run to begin.
        var reason: String? {
            if case .ended(let summary) = work { summary.reason } else { nil }
        }

        /// The same run, whose progress is counted.
        func reporting(to progress: RunProgress) -> Prepared {
            guard case .begin(var request) = work else { return self }
            request.progress = progress
            var prepared = self
            prepared.work = .begin(request)
            return prepared
        }

        /// The same run, which only lists the repositories of a plan.
        func listing(of plan: SavedPlan) -> Prepared {
            guard case .begin(var request) = work else { return self }
            request.action = .listRepositories
            request.isDryRun = true
            request.narrowing = [NamePatterns(plan.repositories.map(\.name.description))]
            var prepared = self
            prepared.work = .begin(request)
            prepared.reports = nil
            return prepared
        }
    }

    /// A run's summary, and how much of it to show.
    struct Result: Sendable {
        let summary: Summary
        let detail: Detail
        /// The summary's warnings about the configuration.
        var notices: [String] = []
    }
}
