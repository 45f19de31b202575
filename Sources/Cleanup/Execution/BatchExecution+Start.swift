import ImageModel
import Retention

/// The steps before the first call: the whole batch is rechecked.
extension BatchExecution {
    /// Starts the batch, or ends it if no call may be made.
    mutating func begin(at moment: StopConditions.Moment) -> Action {
        for member in members {
            guard let action = plan.action(on: member) else {
                outcomes[member] = .skipped(.blocked("the policy does not take it"))
                continue
            }
            if let skip = moment.skip(of: .init(action)) { outcomes[member] = .skipped(skip) }
        }
        if isSettled { return .done }
        // Reading usage may take a while. So it comes first, and the images' data is fresh.
        return asksUsage ? .prepareUsage : checkNewest()
    }

    /// Checks the newest images if a decision may depend on them.
    mutating func checkNewest() -> Action {
        let open = members.filter { outcomes[$0] == nil && plan.mayRestOnNewest($0) }
        return open.isEmpty ? readAll() : .checkNewest(open, isRetry: false)
    }

    /// Skips the images whose decisions no longer hold, and goes on.
    mutating func takeNewest(_ left: [Int: ImageOutcome]) -> Action {
        outcomes.add(left)
        return observation == nil ? readAll() : readPart()
    }

    private func readAll() -> Action {
        if isSettled { return .done }
        return .recheck(digests(of: families.flatMap(\.positions)), completesParent: false)
    }

    /// Skips the images that changed, and puts the others in order.
    mutating func judgeAll(by observation: Recheck.Observation, at moment: StopConditions.Moment) -> Action {
        self.observation = observation
        readings = LastReadings(at: observation.readAt)
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

    /// Whether every image has an outcome.
    private var isSettled: Bool { outcomes.count == members.count }

    func digests(of positions: [Int]) -> [ImageDigest] { positions.map(plan.digest) }
}
