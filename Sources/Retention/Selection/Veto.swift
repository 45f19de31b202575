public import Essentials
public import ImageModel

/// A fact that keeps an image whatever the rules say.
public enum Veto: Sendable, Hashable {
    /// Something uses it.
    case inUse(by: String)
    /// It was pushed before something started that is known only by a tag, which may have moved since.
    ///
    /// Without a time it is not known when that started.
    indirect case runningTag(ImageTag, by: String, since: Date?)
    /// It was pulled so recently that what uses it may not be known yet.
    case recentPull
    /// The policy names it.
    case imageURI
    /// Its repository has a resource tag that protects it.
    indirect case repositoryTag(key: String, value: String)
    /// It has a tag that a pattern protects.
    indirect case tag(ImageTag, pattern: String)
    /// It is among the newest of its repository.
    case newest(count: Int)
    /// It was pushed no longer ago than so many days.
    case pushedWithin(days: Int, age: Double)
    /// It was pulled no longer ago than so many days.
    case pulledWithin(days: Int, age: Double, since: Reason.AgeBasis)

    /// What the summary counts it under.
    public var name: String {
        switch self {
        case .inUse, .runningTag, .recentPull: "inUse"
        case .imageURI: "imageUris"
        case .repositoryTag: "repositoryTag"
        case .tag: "tag"
        case .newest: "newest"
        case .pushedWithin: "pushedWithinDays"
        case .pulledWithin: "pulledWithinDays"
        }
    }

    /// Whether the veto is about one image that somebody uses or names, rather than about a kind of images.
    var isOfSingleImage: Bool {
        switch self {
        case .inUse, .runningTag, .recentPull, .imageURI: true
        case .repositoryTag, .tag, .newest, .pushedWithin, .pulledWithin: false
        }
    }

    /// How protection gets from the image that a veto names to another.
    public enum Path: Sendable, Hashable {
        /// The veto names the image itself.
        case named
        /// The image is an index, and this that it holds is protected.
        indirect case holds(ImageDigest)
        /// The image is an index whose manifest is not known, and may hold this that the veto names.
        indirect case mayHold(ImageDigest)
        /// The image belongs to this one, which the veto names: as a manifest of an index, or as a referrer.
        indirect case belongs(to: ImageDigest)
        /// The image belongs to this one, which is protected because of another.
        indirect case belongsIndirectly(to: ImageDigest)
    }
}
