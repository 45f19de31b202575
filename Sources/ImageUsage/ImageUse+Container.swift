import ImageModel

extension ImageUse {
    /// The use of the image that a container names, or `nil` where that is none of ECR's.
    ///
    /// - Parameter digest: What the source says of the image's digest. A text that is no digest of ECR's says nothing,
    ///   and the image counts by its name then.
    init?(image: String?, digest: String? = nil, isRunning: Bool, start: Start? = nil, user: String) {
        guard let image, let reference = ImageReference(image) else { return nil }
        self.init(
            reference: reference, resolvedDigest: digest.flatMap { ImageDigest($0) }, isRunning: isRunning,
            start: start, user: user)
    }
}
