public import ImageModel

extension UsageOverview {
    /// Leaves out the uses of other images.
    ///
    /// Of the digests and tags that count in any repository, those that are known to be the image's remain. Such a tag
    /// becomes a use of the image.
    ///
    /// - Parameters:
    ///   - image: an image by tag or digest, or a repository without both.
    ///   - known: the image as its repository has it, with its digest and all of its tags; `nil` if it was not read.
    public mutating func narrow(to image: ImageReference, known: Image? = nil) {
        let wanted = WantedImage(reference: image, digest: known?.digest ?? image.digest, tags: known?.tags)
        for index in sources.indices { sources[index].narrow(to: wanted) }
    }
}

extension UsageOverview.Source {
    fileprivate mutating func narrow(to image: WantedImage) {
        uses =
            uses.filter(image.isMeant)
            + image.tags.compactMap { tag in
                tags[tag].map { ImageUse(reference: image.reference(by: tag), isRunning: false, user: $0) }
            }
        digests = digests.filter { $0.key == image.digest }
        tags = [:]
    }
}

/// An image, or a repository, whose uses are wanted.
private struct WantedImage {
    let reference: ImageReference
    let digest: ImageDigest?
    let tags: [ImageTag]

    /// - Parameter tags: all tags of the image; `nil` if only the reference is known.
    init(reference: ImageReference, digest: ImageDigest?, tags: [ImageTag]?) {
        (self.reference, self.digest) = (reference, digest)
        self.tags = tags ?? [reference.tag].compactMap(\.self)
    }

    func reference(by tag: ImageTag) -> ImageReference {
        ImageReference(registry: reference.registry, repository: reference.repository, tag: tag, digest: nil)
    }

    /// Whether a use may be one of the image.
    func isMeant(by use: ImageUse) -> Bool {
        guard use.reference.registry == reference.registry, use.reference.repository == reference.repository else {
            return false
        }
        guard reference.tag != nil || reference.digest != nil else { return true }
        if let digest = use.digest {
            // A person who asks by tag also wants to see what got another image by the same tag.
            return digest == self.digest || (reference.digest == nil && use.reference.tag == reference.tag)
        }
        // A tag that is not wholly known may be that of any image in the repository.
        return use.reference.tag.map { $0.hasGaps || tags.contains($0) } ?? false
    }
}
