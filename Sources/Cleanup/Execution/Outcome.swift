import AWSClient
import ECRClient

/// What became of one selected image.
enum ImageOutcome: Sendable, Hashable {
    /// It is gone, by this run or by somebody else's doing.
    case deleted(note: String?)
    /// It is in the archive.
    case archived
    /// The registry refused it.
    case refused(code: String, reason: String)
    /// The registry could not be asked, or its answer got lost.
    case failed(code: String, reason: String)
    /// It was left, for a reason of this program's.
    case skipped(Skip)

    /// Why a selected image was left.
    enum Skip: Sendable, Hashable {
        /// It is no longer what the decision was made about.
        case changed(String)
        /// An index in the repository holds it.
        case referenced
        /// Something stood in the way of the whole repository.
        case blocked(String)
        /// Time ran out, the run was cancelled, or its limit was reached.
        case ranOut(String)
        /// An earlier call failed in a way that this one would, too.
        case pointless(String)
    }
}

extension ImageOutcome.Skip: CustomStringConvertible {
    var description: String {
        switch self {
        case .changed(let change): "it changed since it was planned: \(change)"
        case .referenced: "an index that is in the repository holds it"
        case .blocked(let reason), .ranOut(let reason): reason
        case .pointless(let error): "not tried, since an earlier call failed: \(error)"
        }
    }
}
