import Essentials

/// The faults that a registry answers with, and the seed that decides those which are not certain.
///
/// Whether a fault happens to a call depends on the seed, on the fault's place in the list, on the operation and on the
/// number of the call, and on nothing else: not on the order in which calls of different operations come. Rate limits
/// depend on the time too.
public struct FaultPlan: Sendable, Hashable {
    /// What the decisions are drawn from.
    public var seed: UInt64
    /// The faults.
    ///
    /// Latencies add up and item failures come together; of those that end a call, the first does.
    public var faults: [Fault]

    /// Creates a plan.
    public init(seed: UInt64 = 0, _ faults: [Fault] = []) {
        self.seed = seed
        self.faults = faults
    }

    /// What happens to one call, the first of an operation being number 1.
    func outcome(
        of operation: Operation, at location: Location, call: Int, now: Date, limits: inout RateLimitBuckets
    ) -> FaultOutcome {
        var outcome = FaultOutcome()
        for (place, fault) in faults.enumerated()
        where fault.concerns(operation, location)
            && happens(fault, at: place, to: operation, call: call)
        {
            switch fault.kind {
            case .latency(let milliseconds): outcome.latency += .milliseconds(milliseconds)
            case .itemFailure(let failure): outcome.itemFailures.append(failure)
            case .rateLimit(let limit):
                if !limits.take(limit, at: place, for: operation, location, now: now) {
                    outcome.ending = outcome.ending ?? .throttling
                }
            default: outcome.ending = outcome.ending ?? fault.kind
            }
        }
        return outcome
    }

    private func happens(_ fault: Fault, at place: Int, to operation: Operation, call: Int) -> Bool {
        guard call >= fault.firstCall,
            fault.calls.map({ call - fault.firstCall < $0 }) ?? true
        else { return false }
        var random = SeededRandom(seed: seed)
        random.mix(UInt64(place))
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

/// What happens to one call.
struct FaultOutcome: Sendable {
    var latency = Duration.zero
    var itemFailures: [ItemFailure] = []
    /// The fault that takes the place of the answer, or spoils it.
    var ending: Fault.Kind?
}
