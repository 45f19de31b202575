import Synchronization

/// Values that are made at their first use, one for each key, and live as long as the process.
final class KeptValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values = Mutex<[Key: Value]>([:])

    /// The value of a key, which is made if there is none.
    ///
    /// If two calls make a value at the same time, the first is kept.
    ///
    /// - Throws: the error of `make`, after which there is still no value.
    func value(for key: Key, make: () throws -> Value) rethrows -> Value {
        if let value = values.withLock({ $0[key] }) { return value }
        // Without the lock, since one value may need another.
        let value = try make()
        return values.withLock { values in
            if let first = values[key] { return first }
            values[key] = value
            return value
        }
    }
}
