import Essentials
import Formats
import ImageModel
import Retention

/// The facts about a repository that advice rests on.
///
/// Each rule of advice is a pure function of it.
struct AdvisedRepository: Sendable {
    let location: RegistryLocation
    let name: RepositoryName
    /// The images, in the inventory's order.
    let images: [Image]
    /// The decisions about them; empty if no policy applies.
    var decisions: [Decision] = []
    /// The time that ages count to.
    let now: Date
    /// Whether a workload uses an image; `nil` if usage was not read.
    var isInUse: Bool?

    /// Whether the policy takes the image at a position.
    func isSelected(_ position: Int) -> Bool { !decisions.isEmpty && decisions[position].isSelected }

    /// The size of all images, in bytes.
    var bytes: Int64 { images.reduce(into: 0) { $0.addUpToMaximum($1.countedBytes) } }

    /// The age of a moment, in days.
    func days(since date: Date) -> Double { now.timeIntervalSince(date) / 86_400 }

    /// A piece of advice about the repository.
    func advice(
        _ code: Advice.Code, _ sentence: String, bytes: Int64? = nil, risk: String? = nil, toDo: String,
        command: String? = nil
    ) -> Advice {
        Advice(
            code, registryID: location.registryID, region: location.region, repository: name, sentence: sentence,
            bytes: bytes, risk: risk, toDo: toDo, command: command)
    }

    /// An AWS command about the repository.
    ///
    /// - Parameter more: further words, quoted where needed.
    func command(_ operation: String, _ more: String = "") -> String {
        let service = location.isPublic ? "ecr-public" : "ecr"
        return "aws \(service) \(operation) --region \(location.region.shellWord) "
            + "--repository-name \(name.description.shellWord)\(more.isEmpty ? "" : " \(more)")"
    }
}
