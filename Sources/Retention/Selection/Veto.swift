public import Essentials
public import ImageModel

/// A fact that keeps an image whatever the rules say.
public enum Veto: Sendable, Hashable {
    /// A workload uses the image.
    case inUse(by: String)
    /// A workload known only by a tag may run the image.
    ///
    /// The tag may have moved since the workload started. The image was pushed before the start, or the start is
    /// unknown. If the tag has gaps, a definition names the image by a tag that is not wholly known.
    indirect case runningTag(ImageTag, by: String, since: Date?)
    /// Deletions go on to a replica, whose copy of the image differs.
    ///
    /// The text is a predicate, such as `has a copy in us-east-1 of 123456789012 with the tag prod`.
    indirect case replica(String)
    /// The image was pulled so recently that its user may be unknown.
    case recentPull
    /// The policy names the image.
    case imageURI
    /// The image's repository has a resource tag that protects it.
    indirect case repositoryTag(key: String, value: String)
    /// The image has a tag that a pattern protects.
    indirect case tag(ImageTag, pattern: String)
    /// The image is among the newest of its repository.
    case newest(count: Int)
    /// The image is among the most recently pulled of its repository.
    case newestPulled(count: Int)
    /// The image was pushed at most so many days ago.
    case pushedWithin(days: Int, age: Double)
    /// The image was pulled at most so many days ago.
    case pulledWithin(days: Int, age: Double, since: Reason.AgeBasis)
    /// No plan that is old enough names the image as it is now.
    ///
    /// Without the veto, the decision would stand.
    indirect case notAnnounced(days: Int, Decision)

    /// The name of the veto for images that were not announced.
    package static let announcementName = "notAnnounced"

    /// The veto's name in the summary's counts.
    public var name: String {
        switch self {
        case .inUse, .runningTag, .recentPull: "inUse"
        case .replica: "replica"
        case .imageURI: "imageUris"
        case .repositoryTag: "repositoryTag"
        case .tag: "tag"
        case .newest: "newest"
        case .newestPulled: "newestPulled"
        case .pushedWithin: "pushedWithinDays"
        case .pulledWithin: "pulledWithinDays"
        case .notAnnounced: Self.announcementName
        }
    }

    /// Whether the veto is about a single used or named image.
    ///
    /// Other vetoes are about a kind of images.
    var isOfSingleImage: Bool {
        switch self {
        case .inUse, .runningTag, .recentPull, .imageURI, .replica: true
        case .repositoryTag, .tag, .newest, .newestPulled, .pushedWithin, .pulledWithin, .notAnnounced: false
        }
    }

    /// The way of protection from the image that a veto names.
    public enum Path: Sendable, Hashable {
        /// The veto names the image itself.
        case named
        /// The image is an index that holds this protected image.
        indirect case holds(ImageDigest)
        /// The image is an index that holds this image, which an image in it protects.
        indirect case holdsIndirectly(ImageDigest)
        /// The image is an unread index that may hold this image.
        ///
        /// The veto names the image that the index may hold.
        indirect case mayHold(ImageDigest)
        /// The image belongs to this image, which the veto names.
        ///
        /// It is a manifest of an index, or a referrer.
        indirect case belongs(to: ImageDigest)
        /// The image belongs to this image, which another image protects.
        indirect case belongsIndirectly(to: ImageDigest)
    }
}
