import Essentials
import Synchronization

/// A text that is collected part by part, for a sink that may be called from anywhere.
final class CollectedText: Sendable {
    private let data = Mutex(Data())

    /// The text so far.
    var text: Data { data.withLock { $0 } }

    /// Adds a part.
    func append(_ part: Data) { data.withLock { $0.append(part) } }
}
