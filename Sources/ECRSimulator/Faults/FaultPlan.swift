import Essentials

/// The faults of a registry, and the seed for their probabilities.
///
/// Whether a fault affects a call depends only on the seed, the fault's position in the list, the operation and the
/// call's number. The order of different operations' calls does not matter. Rate limits also depend on the time.
public struct FaultPlan: Sendable, Hashable {
    /// The seed of the random decisions.
    public var seed: UInt64
    /// The faults.
    ///
    /// Latencies add up, and item failures combine; the first fault that ends a call applies.
    public var faults: [Fault]

    /// Creates a plan.
    public init(seed: UInt64 = 0, _ faults: [Fault] = []) {
        self.seed = seed
        self.faults = faults
    }

    /// The faults' combined effect on a call.
    ///
    /// Calls are numbered from 1 for each operation.
    func outcome(
        of operation: Operation, at location: Location, call: Int, now: Date, limits: inout RateLimitBuckets
    ) -> FaultOutcome {
        var outcome = FaultOutcome()
        for (index, fault) in faults.enumerated()
        where fault.concerns(operation, location)
            && happens(fault, at: index, to: operation, call: call)
        {
            switch fault.kind {
            case .latency(let milliseconds): outcome.latency += .milliseconds(milliseconds)
            case .itemFailure(let failure): outcome.itemFailures.append(failure)
            case .rateLimit(let limit):
                if !limits.take(limit, at: index, for: operation, location, now: now) {
                    outcome.ending = outcome.ending ?? .throttling
                }
            default: outcome.ending = outcome.ending ?? fault.kind
            }
        }
        return outcome
    }

    private func happens(_ fault: Fault, at index: Int, to operation: Operation, call: Int) -> Bool {
        guard call >= fault.firstCall,
            fault.calls.map({ call - fault.firstCall < $0 }) ?? true
        else { return false }
        var random = SeededRandom(seed: seed)
        random.mix(UInt64(index))
        for byte in operation.description.utf8 { random.mix(UInt64(byte)) }
        random.mix(UInt64(call))
        return Double.random(in: 0..<1, using: &random) < fault.probability
    }
}

extension Fault {
    fileprivate func concerns(_ operation: Operation, _ location: Location) -> Bool {
        (self.operation ?? operation) == operation && (account ?? location.account) == location.account
            && (region ?? location.region) == location.region
    }
}

/// The faults' combined effect on one call.
struct FaultOutcome: Sendable {
    var latency = Duration.zero
    var itemFailures: [ItemFailure] = []
    /// The fault that replaces or damages the answer.
    var ending: Fault.Kind?
}
