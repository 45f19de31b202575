/// The tags of one image.
///
/// The usual cases, no tag and one tag, need no array.
enum TagStorage: Sendable, Hashable {
    case none
    case one(ImageTag)
    case several([ImageTag])

    init(_ tags: [ImageTag]) {
        switch tags.count {
        case 0: self = .none
        case 1: self = .one(tags[0])
        default: self = .several(tags)
        }
    }

    var tags: [ImageTag] {
        switch self {
        case .none: []
        case .one(let tag): [tag]
        case .several(let tags): tags
        }
    }
}
