import Synchronization

/// Something that a test lets happen at a certain call, to bring about a race on purpose.
struct Hook: Sendable {
    var moment: SimulatedRegistry.Moment
    var operation: Operation
    var call: Int
    var body: @Sendable (SimulatedRegistry) -> Void
}

extension SimulatedRegistry {
    /// When a hook runs.
    public enum Moment: Sendable, Hashable {
        /// When the call has come in, before it takes effect.
        case before
        /// When the call has taken effect, before it is answered.
        case after
    }

    /// Runs a closure at one call of an operation, the first being number 1; it may use the registry as it likes.
    public func on(
        _ moment: Moment, call: Int, of operation: Operation,
        run body: @escaping @Sendable (SimulatedRegistry) -> Void
    ) {
        hooks.withLock { $0.append(Hook(moment: moment, operation: operation, call: call, body: body)) }
    }

    /// Runs what is due.
    ///
    /// No lock is held meanwhile, since a hook uses the registry too.
    func runHooks(_ moment: Moment, _ operation: Operation, _ call: Int) {
        let due = hooks.withLock { hooks in
            hooks.filter { $0.moment == moment && $0.operation == operation && $0.call == call }
        }
        for hook in due { hook.body(self) }
    }
}
