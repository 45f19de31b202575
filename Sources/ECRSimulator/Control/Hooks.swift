import Synchronization

/// A closure that a test runs at a call, for a race.
struct Hook: Sendable {
    var moment: SimulatedRegistry.Moment
    var operation: Operation
    var call: Int
    var body: @Sendable (SimulatedRegistry) -> Void
}

extension SimulatedRegistry {
    /// The moment at which a hook runs.
    public enum Moment: Sendable, Hashable {
        /// After the call has arrived, before it takes effect.
        case before
        /// After the call has taken effect, before it is answered.
        case after
    }

    /// Runs a closure at one call of an operation.
    ///
    /// Calls are numbered from 1. The closure may use the registry.
    public func on(
        _ moment: Moment, call: Int, of operation: Operation,
        run body: @escaping @Sendable (SimulatedRegistry) -> Void
    ) {
        hooks.withLock { $0.append(Hook(moment: moment, operation: operation, call: call, body: body)) }
    }

    /// Runs the hooks for a call.
    ///
    /// No lock is held, since hooks use the registry, too.
    func runHooks(_ moment: Moment, _ operation: Operation, _ call: Int) {
        let due = hooks.withLock { hooks in
            hooks.filter { $0.moment == moment && $0.operation == operation && $0.call == call }
        }
        for hook in due { hook.body(self) }
    }
}
