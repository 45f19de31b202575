import Synchronization

/// The images that a run may still delete, shared by the repositories that are worked on at once.
final class ImageBudget: Sendable {
    private let left: Mutex<Int?>

    /// Creates a budget; `nil` is one without an end.
    init(_ maximum: Int?) {
        left = Mutex(maximum.map { Swift.max(0, $0) })
    }

    /// Takes as many of the images that are wanted as the budget has left.
    func take(_ wanted: Int) -> Int {
        left.withLock {
            guard let left = $0 else { return wanted }
            let taken = min(left, wanted)
            $0 = left - taken
            return taken
        }
    }
}
