extension Limits {
    /// The members of an object of limits.
    enum Key: String, DocumentKey {
        case maxImages, maxImagesPerRepository, maxShare, announceDays

        static let objectName = "limits"
        static var neighbors: [any DocumentKey.Type] { [Protection.Key.self, Policy.Key.self] }
    }

    /// Reads limits from a document; `nil` means none.
    init(_ object: DocumentObject<Key>?, _ findings: inout PolicyFindings) {
        self = .none
        guard let object else { return }
        maximumImages = object.integer(.maxImages, from: 0, &findings)
        maximumImagesPerRepository = object.integer(.maxImagesPerRepository, from: 0, &findings)
        maximumShare = object.share(.maxShare, &findings)
        announceDays = object.integer(.announceDays, from: 1, &findings)
    }
}
