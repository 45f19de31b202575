import Synchronization

/// The number of images that a run may still delete or archive.
///
/// Repositories in progress at the same time share it.
final class ImageBudget: Sendable {
    private let left: Mutex<Int?>

    /// Creates a budget; `nil` means no limit.
    init(_ maximum: Int?) {
        left = Mutex(maximum.map { Swift.max(0, $0) })
    }

    /// Takes a number of images, or none if fewer are left.
    ///
    /// Images that belong together are taken as a whole.
    ///
    /// - Returns: whether the images were taken.
    func take(_ count: Int) -> Bool {
        left.withLock {
            guard let left = $0 else { return true }
            guard count <= left else { return false }
            $0 = left - count
            return true
        }
    }
}
