public import ImageModel

/// The reason for the decision about an image, as facts.
///
/// The facts become a sentence only when somebody reads it. Ages are in days, or in the unit of the rule's limit. Large
/// and rare cases are stored apart, since there is a reason for each image.
public enum Reason: Sendable, Hashable {
    /// The relation of an image to the image that it belongs to.
    public enum Relation: Sendable, Hashable {
        /// The image is a manifest of an index.
        case manifest
        /// The image is a referrer: a signature, an attestation, an SBOM.
        case referrer
    }

    /// The event that an age counts from.
    public enum AgeBasis: Sendable, Hashable {
        /// The push, or the last return from the archive.
        case push
        /// The last pull.
        case pull
        /// The last pull of a replica of the image.
        case pullOfReplica
        /// The last pull of an image that an unread index may hold.
        case pullOfPossibleManifest
        /// The push of an image that was never pulled.
        case pushInsteadOfPull
        /// The last return from the archive, without a pull since.
        case returnInsteadOfPull
        /// The move to the archive.
        case transition
    }

    /// The image is older than a rule allows.
    case olderThan(AgeLimit, age: Double, since: AgeBasis)
    /// The image matches a rule, which allows its age.
    case withinAge(AgeLimit, age: Double, since: AgeBasis)
    /// At least as many images are newer as a rule allows.
    case beyondNewest(count: Int, newer: Int)
    /// The image matches a rule and is among the newest, which stay.
    case amongNewest(count: Int, newer: Int)
    /// A rule would take the image, but spares the newest.
    case sparedAsNewest(count: Int, newer: Int)
    /// A rule spares the image, which was pulled too recently.
    case sparedAsPulled(days: Int, age: Double, since: AgeBasis)
    /// The image has such a place in its group, or by its version.
    ///
    /// The place is one of the cases that count newer images. The group is `nil` if the rule has none.
    indirect case ranked(Reason, group: String?, byVersion: Bool)
    /// A rule spares the image, which has a tag that is not in its list.
    indirect case sparedByTag(ImageTag)
    /// The image is a referrer whose subject is gone, and too old.
    indirect case orphaned(subject: ImageDigest, days: Int, age: Double)
    /// The policy leaves the image alone, a referrer without a subject.
    indirect case orphanLeft(subject: ImageDigest)
    /// The image is a referrer, or may be one, whose subject can't be looked up.
    case unknownSubject
    /// No rule matches the image.
    case noRule
    /// The registry does not give the time that the age counts from.
    case unknownAge(since: AgeBasis)
    /// The image is new and untagged; its index may still follow.
    case pushUnderWay
    /// The image is being restored, or its status is unknown.
    case unsettled(ImageStatus)
    /// The image would be archived, and already is.
    case alreadyArchived
    /// The image goes with an image that it belongs to.
    indirect case goes(with: ImageDigest, as: Relation)
    /// The image stays with an image that it belongs to.
    indirect case stays(with: ImageDigest, as: Relation)
    /// An index with an unknown manifest may hold the image.
    indirect case possiblyHeld(by: ImageDigest)
    /// The image belongs to itself through other images.
    ///
    /// So nothing says whether it may go.
    case circular
    /// The image would go for a reason, but its use is unknown.
    indirect case usageUnknown(Reason, Decision.Verdict)
    /// The saved plan that was carried out does not name the image.
    case notInPlan
    /// The saved plan names the image, but its family differs.
    ///
    /// An image of the same family is not in the plan, or stays.
    indirect case familyNotAsPlanned(ImageDigest)
    /// A veto keeps an image that would go otherwise.
    indirect case protected(by: Veto, Veto.Path)
}
