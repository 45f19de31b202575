import ECRClient
import Essentials
import ImageModel
import Retention

/// A state machine that decides the order of a batch's calls.
///
/// Events go in, and the next action comes out. Images are named by their positions in the inventory. Digests occur
/// only in requests to ECR and its answers.
///
/// Before the first call: the images are read again, then usage, then the freshness of both is checked. Before a call
/// that waited: usage, freshness, the newest images, the images themselves. Parents come before children, and children
/// before referrers.
struct BatchExecution: Sendable {
    /// The caller's next step, and the event that answers it.
    enum Action: Sendable, Hashable {
        /// Make sure that usage was read; answered by ``Event/usagePrepared``.
        case prepareUsage
        /// Check the newest images that decisions depend on; answered by ``Event/newestChecked(_:)``.
        case checkNewest([Int], isRetry: Bool)
        /// Read images again; answered by ``Event/rechecked(_:)``.
        case recheck([ImageDigest], completesParent: Bool)
        /// Find images that came into use; answered by ``Event/usageRead(_:)``.
        case readUsage([Image], completesParent: Bool)
        /// Delete images by one call; answered by ``Event/called(_:)``.
        case delete([Int], FreshnessWindow.Bounds)
        /// Archive images, one per call; answered by ``Event/called(_:)``.
        case archive([Int], FreshnessWindow.Bounds)
        /// Wait a second; answered by ``Event/waited``.
        case wait
        /// Find out which images are gone; answered by ``Event/goneFound(_:)``.
        case findGone([ImageDigest])
        /// Stop, since every image has an outcome.
        case done
    }

    /// The answer to an action, or the start.
    enum Event: Sendable {
        case began
        case usagePrepared
        /// The outcomes of images that must stay after the check.
        case newestChecked([Int: ImageOutcome])
        case rechecked(Recheck.Observation)
        case usageRead(UsageAnswer)
        case called(CallOutcomes)
        case waited
        /// The images that are gone; `nil` if that could not be read.
        case goneFound(Set<ImageDigest>?)
    }

    /// The result of reading usage again.
    enum UsageAnswer: Sendable {
        /// The images that came into use since the plan, each explained.
        ///
        /// The answer is valid until `goodUntil`, or without a limit if no source of usage is asked.
        case changes([ImageDigest: String], goodUntil: Date?)
        /// Usage could not be read.
        case unknown(ImageOutcome.Skip)
    }

    /// The maximum number of tries without progress.
    ///
    /// Before each retry, the images are read again.
    static let rounds = 3

    let plan: Plan
    let families: [Plan.Family]
    /// The images of all families to delete or archive.
    let members: [Int]
    let changes: FamilyChanges
    /// Whether usage is read before each call.
    let asksUsage: Bool
    /// The outcome of each image that has one.
    var outcomes: [Int: ImageOutcome] = [:]
    /// The images whose deletion was sent and had no answer, each with the outcome that holds if nothing more is learned.
    var unanswered: [Int: ImageOutcome] = [:]
    /// The result of reading the whole batch; `nil` until then.
    var observation: Recheck.Observation?
    var readings = LastReadings(at: nil)
    /// The remaining turns, in order.
    var turns: ArraySlice<Turn> = []
    /// The remaining calls of the current turn.
    var parts: ArraySlice<Part> = []
    /// The call that is being made or prepared.
    var part = Part(.expire, [])

    /// Creates the state before the first event.
    ///
    /// - Parameters:
    ///   - manifestsReadAt: the times within which ECR records this program's own pulls of indexes.
    ///   - asksUsage: whether the policy depends on usage.
    init(of families: [Plan.Family], in plan: Plan, manifestsReadAt: [ImageDigest: ClosedRange<Date>], asksUsage: Bool)
    {
        self.plan = plan
        self.families = families
        members = families.flatMap(\.members)
        self.asksUsage = asksUsage
        changes = FamilyChanges(graph: plan.assessment.graph, manifestsReadAt: manifestsReadAt)
    }

    /// Returns the next action after an event.
    ///
    /// - Parameter moment: the time of the event, and the conditions that prevent calls then.
    mutating func next(_ event: Event, at moment: StopConditions.Moment) -> Action {
        switch event {
        case .began: begin(at: moment)
        case .usagePrepared: checkNewest()
        case .newestChecked(let outcomes): takeNewest(outcomes)
        case .rechecked(let answer):
            observation == nil ? judgeAll(by: answer, at: moment) : judgePart(by: answer, at: moment)
        case .usageRead(let answer): takeUsage(answer, at: moment)
        case .called(let outcomes): finishTry(with: outcomes, at: moment)
        case .waited: beginTry(at: moment)
        case .goneFound(let gone): takeGone(gone)
        }
    }
}
