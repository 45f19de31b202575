import AWSClient
import ImageModel
import Retention

extension TargetListing.Obstacle {
    /// The obstacle that a repository's resource tags can't be read.
    static func unreadableTags(_ error: any Error) -> TargetListing.Obstacle {
        if let end = error.interruption(while: "its resource tags were read") {
            return TargetListing.Obstacle(status: .incomplete, reason: end)
        }
        return TargetListing.Obstacle(
            status: .blocked, reason: "which policy applies is not known: its resource tags can't be read: \(error)")
    }
}
