import Essentials
import ImageModel

/// The name of a role that exists in several accounts, with its path.
struct RoleName {
    /// The path and name without the leading slash, as in the role's ARN.
    private let pathAndName: String

    /// Reads a name such as `ecr-cleanup`, or a path and a name such as `/ops/ecr-cleanup`.
    ///
    /// The result is `nil` for text that can't be a role's name. A path must begin with a slash, as IAM writes it:
    /// so the end of an ARN, `role/ecr-cleanup`, is not taken for a path.
    ///
    /// - SeeAlso: [CreateRole](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html)
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let name = parts.last, (1...64).contains(name.count),
            name.allSatisfy({ $0.isASCIILetterOrDigit || Self.nameMarks.contains($0) })
        else { return nil }
        if parts.count > 1 {
            guard parts[0].isEmpty, parts.dropFirst().allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isOfPath) })
            else { return nil }
        }
        pathAndName = String(text.drop { $0 == "/" })
    }

    /// The ARN of the role in an account, in the partition of a region.
    func arn(in account: String, region: Region) -> String {
        "arn:\(Partition.containing(region).id):iam::\(account):role/\(pathAndName)"
    }

    private static let nameMarks = Set("_+=,.@-".utf8)

    /// Whether a byte may stand in a role's path.
    ///
    /// IAM allows colons, too; without them, an ARN is not taken for a path.
    private static func isOfPath(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: ":")
    }
}
