import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

/// Asks ECR what a policy would do in a repository, and waits for the answer.
///
/// A repository has one preview at a time, and somebody else may have started it. So a preview counts only if ECR says
/// that it is of this reader's policy, which has a mark of its own. One that somebody else started is waited for.
struct PreviewReader: Sendable {
    let registry: ECRClient
    let system: SystemContext
    let part: ExpressiblePart
    /// A text that no other caller's policy has.
    let mark: String

    /// The longest time to wait for the preview of a repository, in seconds.
    ///
    /// How long ECR takes is not documented.
    static let longestWait: TimeInterval = 300
    /// The time before the second question.
    private static let firstPause = Duration.seconds(1)
    /// The longest time between two questions.
    private static let longestPause = Duration.seconds(10)

    /// The answer to a question for the preview.
    private enum Answer {
        case complete([LifecyclePolicyPreview.Result])
        case inProgress
        /// The preview is somebody else's, or there is none.
        case notOurs
    }

    /// Reads the preview.
    ///
    /// - Throws: ``UnreadablePreview``, errors of a call, `CancellationError`.
    func actions(in repository: RepositoryName) async throws -> [ImageDigest: PreviewedAction] {
        let deadline = system.now().addingTimeInterval(Self.longestWait)
        var pause = Self.firstPause
        var isStarted = false
        var isForeign = false
        while true {
            if !isStarted { isStarted = try await start(in: repository) }
            isForeign = !isStarted
            if isStarted {
                switch try await answer(about: repository) {
                case .complete(let results): return try Self.actions(results)
                case .inProgress: break
                case .notOurs: (isStarted, isForeign) = (false, true)
                }
            }
            guard system.now() < deadline else { throw UnreadablePreview.timeout(isForeign: isForeign) }
            try await system.sleep(pause)
            pause = min(pause * 3 / 2, Self.longestPause)
        }
    }

    /// Starts the preview; `false` while another one is in progress.
    private func start(in repository: RepositoryName) async throws -> Bool {
        do {
            try await registry.startLifecyclePolicyPreview(of: part.lifecyclePolicyText(marked: mark), in: repository)
            return true
        } catch let error as AWSError where error.code == "LifecyclePolicyPreviewInProgressException" {
            return false
        }
    }

    /// Reads all pages of the preview.
    ///
    /// Each page is checked, since another caller may start a preview between two pages.
    private func answer(about repository: RepositoryName) async throws -> Answer {
        var results: [LifecyclePolicyPreview.Result] = []
        let pages = registry.lifecyclePolicyPreview(in: repository)
        var progress = pages.progress
        do {
            for try await page in pages {
                guard part.isLifecyclePolicy(page.policyText, marked: mark) else { return .notOurs }
                switch page.status {
                case .complete: break
                case .inProgress: return .inProgress
                case .expired: return .notOurs
                case .failed: throw UnreadablePreview.failed
                default: throw UnreadablePreview.unknownStatus(page.status)
                }
                results += page.results
                try progress.notePage(of: page.results.lazy.map(\.digest))
            }
        } catch let error as AWSError where error.code == "LifecyclePolicyPreviewNotFoundException" {
            return .notOurs
        }
        return .complete(results)
    }

    private static func actions(
        _ results: [LifecyclePolicyPreview.Result]
    ) throws -> [ImageDigest: PreviewedAction] {
        var actions: [ImageDigest: PreviewedAction] = [:]
        for result in results {
            let verdict: Decision.Verdict? =
                switch result.action {
                case "EXPIRE": .expire
                case "TRANSITION": .transition
                default: nil
                }
            let action = PreviewedAction(verdict, rule: result.rulePriority)
            if let other = actions.updateValue(action, forKey: result.digest), other != action {
                throw UnreadablePreview.contradiction(result.digest)
            }
        }
        return actions
    }
}

/// An error about a preview that could not be read.
enum UnreadablePreview: Error, CustomStringConvertible {
    case timeout(isForeign: Bool)
    case failed
    case unknownStatus(LifecyclePolicyPreview.Status)
    case contradiction(ImageDigest)

    var description: String {
        let minutes = Int(PreviewReader.longestWait / 60)
        return switch self {
        case .timeout(isForeign: true):
            "previews that somebody else started kept this one out for \(minutes) minutes. "
                + "Close the lifecycle preview in the console, or try again later"
        case .timeout(isForeign: false): "ECR's preview was not complete after \(minutes) minutes. Try again later"
        case .failed: "ECR could not evaluate the policy: the preview's status is FAILED"
        case .unknownStatus(let status): "the preview's status is \(status), which is not known here"
        case .contradiction(let digest): "the preview names two different actions for \(digest)"
        }
    }
}
