import Formats

extension ImageCounts {
    /// The number of images that stay, and neither are in use nor may be.
    func kept(inUse: Int) -> Int { scanned - goes - inUse - usageUnknown }

    /// The number of images that go or went.
    var goes: Int { selected - skipped - failed }

    /// Says of images that they go or went, and how many of them to the archive.
    ///
    /// - Parameter images: the images in words, such as `3 images`.
    func sentence(about images: String, isDryRun: Bool) -> String {
        let sentence = "\(images) \(isDryRun ? "would go" : "went")"
        guard toArchive > 0 else { return sentence }
        return toArchive == goes
            ? "\(sentence) to the archive" : "\(sentence), \(Amounts.count(toArchive)) of them to the archive"
    }

    /// The size of the images that stay, in bytes.
    var bytesAfter: Int64 { bytesScanned - bytesGoing }
}
