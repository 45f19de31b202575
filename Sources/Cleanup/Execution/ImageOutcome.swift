import AWSClient
import ECRClient
import ImageModel

/// What became of one selected image.
enum ImageOutcome: Sendable, Hashable {
    /// It is gone, by this run or by somebody else's doing.
    case deleted(note: String?)
    /// It is in the archive.
    case archived
    /// The registry refused it.
    indirect case refused(code: String, reason: String)
    /// The registry could not be asked, or its answer got lost.
    indirect case failed(code: String, reason: String)
    /// It was left, for a reason of this program's.
    indirect case skipped(Skip)

    /// Why a selected image was left.
    enum Skip: Sendable, Hashable {
        /// It is no longer what the decision was made about.
        case changed(String)
        /// It could not be found out whether it is still what the decision was made about.
        case unverified(String)
        /// The decision rests on newer images, one of which is gone or no longer counts.
        case newestChanged(String)
        /// An index in the repository holds it.
        case referenced
        /// An index that holds it, or its subject, was to go before it and did not.
        case parentLeft(ImageDigest)
        /// The inventory does not have its subject, and the registry does not say that there is none.
        case subjectNotMissing(ImageDigest)
        /// Something stood in the way of the whole repository.
        case blocked(String)
        /// Time ran out, or the run was cancelled.
        case ranOut(String)
        /// The run's limit of so many images leaves no room for its family.
        case beyondLimit(Int)
        /// Its family has more images than the limit of any run.
        case familyOverLimit(size: Int, limit: Int)
        /// It could not be read again, by the error of a call.
        case unreadable(String)
        /// An earlier call failed in a way that this one would, too.
        case pointless(String)

        /// Its call would have come too long after the image was read again.
        static let late = ranOut("not sent: no call for it got through while its check was fresh")
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
        case .subjectNotMissing(let subject): "it belongs to \(subject), of which ECR does not say that it is gone"
        case .blocked(let reason), .ranOut(let reason): reason
        case .beyondLimit(let maximum): "the run's limit of \(maximum) images leaves no room for it"
        case .familyOverLimit(let size, let limit):
            "its family has \(size) images, and the run's limit is \(limit): raise maxImages to delete it"
        case .unreadable(let error): "left, since it could not be read again: \(error)"
        case .pointless(let error): "not tried, since an earlier call failed: \(error)"
        }
    }
}

extension ImageOutcome {
    /// What became of an image that somebody else deleted.
    static let goneAlready = ImageOutcome.deleted(note: "it was gone already")

    /// It was sent, and no answer came that says what became of the image.
    static func unconfirmed(_ reason: String) -> ImageOutcome {
        .failed(code: unconfirmedCode, reason: "it was sent, and may have taken effect: \(reason)")
    }

    /// The code of an image of which it is not known whether it is gone.
    static let unconfirmedCode = "Unconfirmed"

    /// Whether the image was there and was read again.
    var isVerified: Bool {
        switch self {
        case .skipped(.unverified), .skipped(.beyondLimit), .skipped(.familyOverLimit), .goneAlready: false
        default: true
        }
    }

    /// Whether a call about the image failed.
    var isFailure: Bool {
        if case .failed = self { true } else { false }
    }

    /// Whether what was to be done to the image is done, so that it can be done to what belongs to it.
    var isDone: Bool {
        switch self {
        case .deleted, .archived: true
        case .refused, .failed, .skipped: false
        }
    }
}

extension Dictionary where Value == ImageOutcome {
    /// Takes over the outcomes that are known later.
    mutating func add(_ later: Self) { merge(later) { _, later in later } }
}
