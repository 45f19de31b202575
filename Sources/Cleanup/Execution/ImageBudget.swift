import Synchronization

/// The images that a run may still delete, shared by the repositories that are worked on at once.
final class ImageBudget: Sendable {
    private let left: Mutex<Int?>

    /// Creates a budget; `nil` is one without an end.
    init(_ maximum: Int?) {
        left = Mutex(maximum.map { Swift.max(0, $0) })
    }

    /// Takes so many images, or none where the budget has fewer left: what belongs together is not torn apart.
    ///
    /// - Returns: whether they were taken.
    func take(_ count: Int) -> Bool {
        left.withLock {
            guard let left = $0 else { return true }
            guard count <= left else { return false }
            $0 = left - count
            return true
        }
    }
}
