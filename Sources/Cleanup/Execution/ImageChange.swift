import Essentials
import ImageModel

extension Image {
    /// What is no longer as it was when the image was planned, or `nil` when the plan holds.
    ///
    /// - Parameters:
    ///   - now: the same image, read again.
    ///   - manifestReadAt: when this program fetched the image's manifest, which ECR takes for a pull: one recorded
    ///     since is its own. `nil` where it did not.
    func change(until now: Image, manifestReadAt: Date? = nil) -> String? {
        if now.tags != tags {
            let added = Set(now.tags).subtracting(tags).sorted().map(\.description)
            if !added.isEmpty { return "it was given the tag \(added.joined(separator: ", "))" }
            let removed = Set(tags).subtracting(now.tags).sorted().map(\.description)
            return "it lost the tag \(removed.joined(separator: ", "))"
        }
        if now.status != status { return "its status was \(status) and is \(now.status)" }
        if now.lastPulledAt != lastPulledAt {
            guard let manifestReadAt, let pulledAt = now.lastPulledAt, pulledAt >= manifestReadAt else {
                return "it was pulled"
            }
        }
        if now.pushedAt != pushedAt { return "it was pushed again" }
        if now.lastActivatedAt != lastActivatedAt { return "it was restored from the archive" }
        if now.subject != subject || now.hasForeignSubject != hasForeignSubject { return "its subject is another" }
        return nil
    }
}
