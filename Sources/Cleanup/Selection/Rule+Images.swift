import ImageModel

extension Rule {
    /// Whether the rule is about an image, as far as the image's class and tags say it.
    func isAbout(_ image: Image) -> Bool {
        guard image.status == storageClass.status else { return false }
        switch tagStatus {
        case .untagged: guard image.tags.isEmpty else { return false }
        case .any: break
        case .tagged(let list): guard list.isSatisfied(by: image.tags) else { return false }
        }
        return !excludedTags.contains { pattern in image.tags.contains { pattern.matches($0.description) } }
    }
}

extension Rule.StorageClass {
    /// The status of the images of the class.
    fileprivate var status: ImageStatus {
        switch self {
        case .standard: .active
        case .archive: .archived
        }
    }
}
