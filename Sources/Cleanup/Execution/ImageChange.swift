import Essentials
import ImageModel

extension Image {
    /// The change to an image since the plan; `nil` if none.
    ///
    /// - Parameters:
    ///   - now: the same image, read again.
    ///   - ownPull: the times within which ECR records this program's own reading of the manifest as a pull; `nil` if
    ///     the manifest was not read.
    func change(until now: Image, ownPull: ClosedRange<Date>? = nil) -> String? {
        if now.tags != tags {
            let added = Set(now.tags).subtracting(tags).sorted().map(\.description)
            if !added.isEmpty { return "it was given the tag \(added.joined(separator: ", "))" }
            let removed = Set(tags).subtracting(now.tags).sorted().map(\.description)
            return "it lost the tag \(removed.joined(separator: ", "))"
        }
        if now.status != status { return "its status was \(status) and is \(now.status)" }
        if now.lastPulledAt != lastPulledAt {
            guard let ownPull, let pulledAt = now.lastPulledAt, ownPull.contains(pulledAt) else {
                return "it was pulled"
            }
        }
        if now.pushedAt != pushedAt { return "it was pushed again" }
        if now.lastActivatedAt != lastActivatedAt { return "it was restored from the archive" }
        if now.subject != subject || now.hasUnknownSubject != hasUnknownSubject { return "its subject is another" }
        return nil
    }
}
