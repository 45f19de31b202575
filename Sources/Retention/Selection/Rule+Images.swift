package import ImageModel

extension Rule {
    /// Whether the rule matches an image by its class and its tags.
    package func isAbout(_ status: ImageStatus, _ tags: [ImageTag]) -> Bool {
        guard status == storageClass.status else { return false }
        switch tagStatus {
        case .untagged: guard tags.isEmpty else { return false }
        case .any: break
        case .tagged(let list): guard list.isSatisfied(by: tags) else { return false }
        }
        guard !excludedTags.contains(where: { pattern in tags.contains { pattern.matches($0.description) } }) else {
            return false
        }
        return !ranks || canRank(tags)
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
