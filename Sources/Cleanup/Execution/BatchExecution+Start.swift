import ImageModel
import Retention

/// Before the first call: the whole batch is read again.
extension BatchExecution {
    /// Begins, unless something keeps every call from being made.
    mutating func begin(at moment: StopConditions.Moment) -> Action {
        for member in members {
            guard let skip = moment.skip(of: .init(plan.action(on: member))) else { continue }
            outcomes[member] = .skipped(skip)
        }
        if isSettled { return .done }
        // To find out what is in use may take a while, and the reading of the images is to come last.
        return asksUsage ? .prepareUsage : checkNewest(at: moment)
    }

    /// Checks the newest images, where a decision may rest on them.
    mutating func checkNewest(at moment: StopConditions.Moment) -> Action {
        let open = members.filter { outcomes[$0] == nil && !plan.completesParent($0) }
        return open.isEmpty ? readAll(at: moment) : .checkNewest(open, isRetry: false)
    }

    /// Leaves the images whose decisions no longer hold.
    mutating func takeNewest(_ left: [Int: ImageOutcome], at moment: StopConditions.Moment) -> Action {
        outcomes.add(left)
        return observation == nil ? readAll(at: moment) : readPart(at: moment)
    }

    private mutating func readAll(at moment: StopConditions.Moment) -> Action {
        if isSettled { return .done }
        readings = LastReadings(startedAt: moment.now)
        return .recheck(digests(of: families.flatMap(\.positions)), completesParent: false)
    }

    /// Leaves what changed, and goes on with the others.
    mutating func judgeAll(by observation: Recheck.Observation, at moment: StopConditions.Moment) -> Action {
        self.observation = observation
        for family in families { outcomes.add(changes.outcomes(of: family, after: observation)) }
        let levels = Dictionary(grouping: members, by: plan.level).sorted { $0.key < $1.key }
        let turns = levels.flatMap { _, members in
            [Rule.Action.transition, .expire].map { action in
                Turn(action: action, members: members.filter { plan.action(on: $0) == action })
            }
        }
        self.turns = turns[...]
        return beginPart(at: moment)
    }

    /// Whether each image has an outcome.
    private var isSettled: Bool { outcomes.count == members.count }

    func digests(of positions: [Int]) -> [ImageDigest] { positions.map(plan.digest) }
}
