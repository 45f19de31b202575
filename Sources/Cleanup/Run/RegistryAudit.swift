import AWSClient
import ECRClient
import Formats
import ImageModel
import Synchronization

/// The values that the audits of one registry's repositories share.
///
/// An audit only reads, and none of its failures fails or blocks a run.
final class RegistryAudit: Sendable {
    /// The images that the registry scans; `nil` if that is not known, or in ECR Public.
    let scanning: RegistryScanning?
    /// The registry.
    let location: RegistryLocation
    private let failures = Mutex<[Failure]>([])

    /// The most repositories that a failure names.
    private static let namedRepositories = 3

    /// A call that failed alike for some repositories.
    private struct Failure {
        let activity: String
        let operation: String
        let reason: String
        let toDo: String
        var repositories: [RepositoryName]
    }

    /// Reads what is asked once for a registry.
    init(of registry: ECRClient, at location: RegistryLocation) async {
        self.location = location
        guard registry.kind == .privateRegistry else {
            scanning = nil
            return
        }
        do {
            scanning = try await registry.registryScanning()
        } catch {
            scanning = nil
            note(error, about: nil, while: "the registry's scans were read")
        }
    }

    /// Notes that a part of the audit could not be done.
    ///
    /// - Parameter activity: what was done, as a clause: "its images were listed".
    func note(_ error: any Error, about repository: RepositoryName?, while activity: String) {
        let error = error as? AWSError
        let operation = error.map { "\($0.operation): \($0.code)" } ?? ""
        failures.withLock { failures in
            if let position = failures.firstIndex(where: { ($0.activity, $0.operation) == (activity, operation) }) {
                failures[position].repositories += [repository].compactMap(\.self)
                return
            }
            failures.append(
                Failure(
                    activity: activity, operation: operation, reason: error?.message ?? "the run was cancelled",
                    toDo: error?.advice ?? "run it again", repositories: [repository].compactMap(\.self)))
        }
    }

    /// The advice that says what could not be done, each failure once.
    var advice: [Advice] {
        failures.withLock { $0 }.map { failure in
            let names = failure.repositories.map(\.description).sorted()
            let of = names.isEmpty ? "" : " of \(names.listed(upTo: Self.namedRepositories))"
            let operation = failure.operation.isEmpty ? "" : "\(failure.operation): "
            return Advice(
                .notComputed, registryID: location.registryID, region: location.region,
                repository: failure.repositories.count == 1 ? failure.repositories.first : nil,
                sentence: "the audit\(of) failed while \(failure.activity): \(operation)\(failure.reason)",
                risk: "what is wrong there is not said", toDo: failure.toDo)
        }
    }
}
