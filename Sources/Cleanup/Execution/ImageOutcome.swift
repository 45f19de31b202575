import AWSClient
import ECRClient
import ImageModel

/// The outcome of one selected image.
enum ImageOutcome: Sendable, Hashable {
    /// The image was deleted, by this run or by somebody else.
    case deleted(note: String?)
    /// The image is in the archive.
    case archived
    /// The registry refused to delete or archive the image.
    indirect case refused(code: String, reason: String)
    /// The call failed, or its answer was lost.
    indirect case failed(code: String, reason: String)
    /// The program left the image, for a reason.
    indirect case skipped(Skip)

    /// The reason why a selected image was left.
    enum Skip: Sendable, Hashable {
        /// The image or a related image changed since the decision.
        case changed(String)
        /// It is unknown whether the image changed since the decision.
        case unverified(String)
        /// A newer image behind the decision was deleted or no longer counts.
        case newestChanged(String)
        /// An index in the repository holds the image.
        case referenced
        /// A parent that must be deleted or archived first was left.
        ///
        /// A parent is an index that holds the image, or the image's subject.
        case parentLeft(ImageDigest)
        /// A parent may be gone: its call was sent and had no answer.
        case parentUnconfirmed(ImageDigest)
        /// The subject may exist, although the inventory lacks it.
        ///
        /// ECR did not confirm that the subject is missing.
        case subjectNotMissing(ImageDigest)
        /// A manifest of the index may exist, although the inventory lacks it.
        ///
        /// ECR did not confirm that the manifest is missing.
        case manifestNotMissing(ImageDigest)
        /// A condition prevents deletion and archiving in the whole repository.
        case blocked(String)
        /// Time ran out, or the run was cancelled.
        case ranOut(String)
        /// The run's limit leaves no room for the image's family.
        case beyondLimit(Int)
        /// The image's family has more images than the run's limit.
        case familyOverLimit(size: Int, limit: Int)
        /// A call to check the image failed, as a clause says.
        case checkFailed(String)
        /// An earlier call failed with an error that would recur.
        case pointless(String)
        /// No call could be sent in time.
        ///
        /// Before each try, something that the call rests on changed, was unreadable or too old.
        case notSent
    }
}

extension ImageOutcome.Skip: CustomStringConvertible {
    var description: String {
        switch self {
        case .changed(let change): "it changed since it was planned: \(change)"
        case .unverified(let reason): "it could not be read again: \(reason)"
        case .newestChanged(let change): change
        case .referenced: "an index that is in the repository holds it"
        case .parentLeft(let parent): "it belongs to \(parent), which was left"
        case .parentUnconfirmed(let parent): "it belongs to \(parent), about which a call was sent and had no answer"
        case .subjectNotMissing(let subject): "it belongs to \(subject), of which ECR does not say that it is gone"
        case .manifestNotMissing(let manifest):
            "it holds \(manifest), which the listing left out, and of which ECR does not say that it is gone"
        case .blocked(let reason), .ranOut(let reason): reason
        case .beyondLimit(let maximum):
            "the run's limit of \(maximum) \(maximum == 1 ? "image" : "images") leaves no room for it"
        case .familyOverLimit(let size, let limit):
            "its family has \(size) images, and the run's limit is \(limit): raise maxImages to delete it"
        case .checkFailed(let failure): "left, since \(failure)"
        case .pointless(let error): "not tried, since an earlier call failed: \(error)"
        case .notSent: "not sent: no call about it could be made while its checks held"
        }
    }
}

extension ImageOutcome {
    /// The outcome of an image that somebody else deleted.
    static let goneAlready = ImageOutcome.deleted(note: "it was gone already")

    /// The outcome of an image after a call without a clear answer.
    static func unconfirmed(_ reason: String) -> ImageOutcome {
        .failed(code: unconfirmedCode, reason: "it was sent, and may have taken effect: \(reason)")
    }

    /// The code of an unconfirmed outcome.
    static let unconfirmedCode = "Unconfirmed"

    /// Whether the outcome has another cause than that the image could not be read again, was gone or over a limit.
    var isVerified: Bool {
        switch self {
        case .skipped(.unverified), .skipped(.beyondLimit), .skipped(.familyOverLimit), .goneAlready: false
        default: true
        }
    }

    /// Whether a call about the image was sent, and it is not known whether it took effect.
    var isUnconfirmed: Bool {
        if case .failed(Self.unconfirmedCode, _) = self { true } else { false }
    }

    /// Whether the image counts as left.
    var isSkipped: Bool {
        if case .skipped = self { true } else { false }
    }

    /// Whether the image was deleted or archived.
    ///
    /// The images that belong to it may then follow.
    var isDone: Bool {
        switch self {
        case .deleted, .archived: true
        case .refused, .failed, .skipped: false
        }
    }
}

extension Dictionary where Value == ImageOutcome {
    /// Adds later outcomes, which replace earlier outcomes of the same image.
    mutating func add(_ later: Self) { merge(later) { _, later in later } }
}
