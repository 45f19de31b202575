public import ImageModel

/// Why an image was decided upon as it was: facts, which become a sentence only when somebody reads it.
///
/// Ages are in days. What is large and seldom is kept apart, since there is a reason for each image.
public enum Reason: Sendable, Hashable {
    /// How an image belongs to another.
    public enum Relation: Sendable, Hashable {
        /// It is a manifest of an index.
        case manifest
        /// It is a referrer: a signature, an attestation, an SBOM.
        case referrer
    }

    /// What an age counts from.
    public enum AgeBasis: Sendable, Hashable {
        /// The push, or the last return from the archive.
        case push
        /// The last pull.
        case pull
        /// The last pull of a replica of the image.
        case pullOfReplica
        /// The push, since it was never pulled.
        case pushInsteadOfPull
        /// The last return from the archive, since it was not pulled after that.
        case returnInsteadOfPull
        /// The move to the archive.
        case transition
    }

    /// It is older than a rule allows.
    case olderThan(days: Int, age: Double, since: AgeBasis)
    /// A rule is about it, and its age is within what that allows.
    case withinAge(days: Int, age: Double, since: AgeBasis)
    /// A rule allows fewer images than there are newer ones.
    case beyondNewest(count: Int, newer: Int)
    /// A rule is about it, and it is among the newest, which that allows.
    case amongNewest(count: Int, newer: Int)
    /// A rule would take it, but spares the newest.
    case sparedAsNewest(count: Int, newer: Int)
    /// A rule would take it, but not so soon after a pull.
    case sparedAsPulled(days: Int, age: Double, since: AgeBasis)
    /// It is a referrer whose subject is gone, and older than such may be.
    indirect case orphaned(subject: ImageDigest, days: Int, age: Double)
    /// It is a referrer whose subject is not there, and the policy leaves such alone.
    indirect case orphanLeft(subject: ImageDigest)
    /// It is a referrer, and names its subject by a digest that ECR does not use.
    case foreignSubject
    /// No rule is about it.
    case noRule
    /// The registry does not say what its age counts from, so that the age is not known.
    case unknownAge(since: AgeBasis)
    /// It has no tag and was pushed just now, so that an index may be on its way that holds it.
    case pushUnderWay
    /// It is being restored from the archive, or in a state that is not known.
    case unsettled(ImageStatus)
    /// It would be archived, and is.
    case alreadyArchived
    /// It goes where another goes that it belongs to.
    indirect case goes(with: ImageDigest, as: Relation)
    /// It stays since another stays that it belongs to.
    indirect case stays(with: ImageDigest, as: Relation)
    /// An index may hold it whose manifest the registry does not give.
    indirect case possiblyHeld(by: ImageDigest)
    /// It belongs to itself by way of others, so that nothing says whether it may go.
    case circular
    /// It would go for a reason, and stays since it is not known whether it is in use.
    indirect case usageUnknown(Reason, Decision.Verdict)
    /// A saved plan was to be carried out, which does not name it.
    case notInPlan
    /// A saved plan names it, and not an image that it belongs together with, or that one stays.
    indirect case familyNotAsPlanned(ImageDigest)
    /// A rule or its parent's end would take it, and a veto keeps it.
    indirect case protected(by: Veto, Veto.Path)
}
