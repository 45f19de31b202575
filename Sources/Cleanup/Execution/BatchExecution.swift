import ECRClient
import Essentials
import ImageModel
import Retention

/// The order of the calls about a batch, as a value: events go in, the next action comes out.
///
/// Images are spoken of by their positions in the inventory. Digests stand only in what ECR is asked and answers.
/// The order before each call is: read again, usage, freshness. Parents come before children before referrers.
struct BatchExecution: Sendable {
    /// The caller's next step, and the event that answers it.
    enum Action: Sendable, Hashable {
        /// Make sure that usage was read; answered by ``Event/usagePrepared``.
        case prepareUsage
        /// Check the newest images that decisions rest on; answered by ``Event/newestChecked(_:)``.
        case checkNewest([Int], isRetry: Bool)
        /// Read images again; answered by ``Event/rechecked(_:)``.
        case recheck([ImageDigest], completesParent: Bool)
        /// Find out what came into use; answered by ``Event/usageRead(_:)``.
        case readUsage([Image], completesParent: Bool)
        /// Delete images by one call; answered by ``Event/called(_:)``.
        case delete([Int], FreshnessWindow.Bounds)
        /// Archive images, one a call; answered by ``Event/called(_:)``.
        case archive([Int], FreshnessWindow.Bounds)
        /// Wait a second; answered by ``Event/waited``.
        case wait
        /// Nothing: each image has an outcome.
        case done
    }

    /// The answer to an action, or the beginning.
    enum Event: Sendable {
        case began
        case usagePrepared
        /// The images that have to stay, since the newest are no longer what they were.
        case newestChecked([Int: ImageOutcome])
        case rechecked(Recheck.Observation)
        case usageRead(UsageAnswer)
        case called(CallOutcomes)
        case waited
    }

    /// The images that came into use since the plan was made.
    enum UsageAnswer: Sendable {
        /// The images in use, each with a sentence; and until when that is good, where anything is asked.
        case changes([ImageDigest: String], goodUntil: Date?)
        /// It could not be found out.
        case unknown(ImageOutcome.Skip)
    }

    /// How often an image is tried, each time after it was read again.
    static let rounds = 3

    let plan: Plan
    let families: [Plan.Family]
    /// The images of all families to which something is to be done.
    let members: [Int]
    let changes: FamilyChanges
    /// Whether usage is read before each call.
    let asksUsage: Bool
    /// The outcome of each image that has one.
    var outcomes: [Int: ImageOutcome] = [:]
    /// The answer to the reading of the whole batch; `nil` before it.
    var observation: Recheck.Observation?
    var readings = LastReadings(startedAt: .distantPast)
    /// The turns that are still to come, in order.
    var turns: ArraySlice<Turn> = []
    /// The calls of the present turn that are still to come.
    var parts: ArraySlice<Part> = []
    /// The call that is being made or prepared.
    var part = Part(.expire, [])

    /// Begins with a batch.
    ///
    /// - Parameters:
    ///   - manifestsReadAt: the times within which ECR records this program's own pulls of indexes.
    ///   - asksUsage: whether the policy depends on what is in use.
    init(of families: [Plan.Family], in plan: Plan, manifestsReadAt: [ImageDigest: ClosedRange<Date>], asksUsage: Bool)
    {
        self.plan = plan
        self.families = families
        members = families.flatMap(\.members)
        self.asksUsage = asksUsage
        changes = FamilyChanges(graph: plan.assessment.graph, manifestsReadAt: manifestsReadAt)
    }

    /// Returns what to do after an event.
    ///
    /// - Parameter moment: the time of the event, and what keeps calls from being made then.
    mutating func next(_ event: Event, at moment: StopConditions.Moment) -> Action {
        switch event {
        case .began: begin(at: moment)
        case .usagePrepared: checkNewest(at: moment)
        case .newestChecked(let outcomes): takeNewest(outcomes, at: moment)
        case .rechecked(let answer):
            observation == nil ? judgeAll(by: answer, at: moment) : judgePart(by: answer, at: moment)
        case .usageRead(let answer): takeUsage(answer, at: moment)
        case .called(let outcomes): finishTry(with: outcomes, at: moment)
        case .waited: beginTry(at: moment)
        }
    }
}
