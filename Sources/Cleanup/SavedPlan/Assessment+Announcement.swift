import Formats
import ImageModel
import Retention

extension Assessment {
    /// Keeps every selected image that was not announced as it is now.
    ///
    /// A family goes as a whole or not at all.
    ///
    /// - Parameters:
    ///   - announced: the images that the announcing plan names in this repository.
    ///   - days: the days between announcement and deletion.
    mutating func keepUnannounced(by announced: [ImageDigest: SavedPlan.PlannedImage], days: Int) {
        func isAnnounced(_ position: Int) -> Bool {
            guard let image = announced[images[position].digest] else { return false }
            return image.action == decisions[position].verdict.action && image.matches(images[position])
                && image.lastPulledAt == images[position].lastPulledAt?.iso8601
        }
        for family in graph.families(of: Array(selectedPositions)) where !family.allSatisfy(isAnnounced) {
            for position in family {
                let decision = decisions[position]
                decisions[position] = Decision(
                    .protect, rule: decision.rule,
                    reason: .protected(by: .notAnnounced(days: days, decision), .named))
            }
        }
        if selectedCount == 0 { newestKept = [] }
    }
}
