import ImageModel

extension ImageUse {
    /// The use of a container's image, if it is an ECR image.
    ///
    /// - Parameter digest: the image's digest, as the source reports it. If it is invalid, the image's name counts.
    init?(image: String?, digest: String? = nil, isRunning: Bool, start: Start? = nil, user: String) {
        guard let image, let reference = ImageReference(image) else { return nil }
        self.init(
            reference: reference, resolvedDigest: digest.flatMap { ImageDigest($0) }, isRunning: isRunning,
            start: start, user: user)
    }
}
