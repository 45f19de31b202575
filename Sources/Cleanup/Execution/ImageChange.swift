import ImageModel

extension Image {
    /// What is no longer as it was when the image was planned, or `nil` when the plan holds.
    ///
    /// - Parameter now: the same image, read again.
    func change(until now: Image) -> String? {
        if now.tags != tags {
            let added = Set(now.tags).subtracting(tags).sorted().map(\.description)
            if !added.isEmpty { return "it was given the tag \(added.joined(separator: ", "))" }
            let removed = Set(tags).subtracting(now.tags).sorted().map(\.description)
            return "it lost the tag \(removed.joined(separator: ", "))"
        }
        if now.status != status { return "its status was \(status) and is \(now.status)" }
        if now.lastPulledAt != lastPulledAt { return "it was pulled" }
        if now.pushedAt != pushedAt { return "it was pushed again" }
        if now.lastActivatedAt != lastActivatedAt { return "it was restored from the archive" }
        if now.subject != subject { return "its subject is another" }
        return nil
    }
}
