import Essentials
import Formats
import ImageModel

/// The place of reports, plans and approvals, from `REPORTS`.
///
/// | variable | values | default |
/// | --- | --- | --- |
/// | `REPORTS` | `s3://BUCKET/PREFIX` or `s3://BUCKET` | no reports |
/// | `REPORTS_BUCKET_OWNER` | the account that must own the bucket, as 12 digits | any |
struct ReportSettings: Sendable, Hashable {
    /// The bucket.
    let bucket: String
    /// The beginning of every key: empty, or with a slash at its end.
    let prefix: String
    /// The account that must own the bucket; `nil` to accept any.
    let bucketOwner: String?

    /// The largest size of the prefix, in bytes, so that names fit into a key.
    private static let longestPrefix = 512

    /// Reads the settings; `nil` if no reports are wanted.
    ///
    /// - Throws: ``ConfigurationError``, which names the variable and what it may be.
    init?(environment: [String: String]) throws {
        let owner = try environment.account("REPORTS_BUCKET_OWNER")
        guard let text = environment["REPORTS"], !text.isEmpty else { return nil }
        let slashed = text.hasSuffix("/") ? text : text + "/"
        // The address of an object in the folder tells whether the bucket and the prefix can be.
        guard let probe = S3URI(slashed + "x"), !probe.key.hasPrefix("/"), !probe.key.contains("//"),
            probe.key.utf8.count <= Self.longestPrefix, probe.key.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }),
            !probe.key.split(separator: "/").contains(where: { $0 == "." || $0 == ".." })
        else {
            throw ConfigurationError(
                "REPORTS is \"\(text.excerpt())\"; it must be a bucket and a prefix, such as s3://my-reports/ecr-cleanup"
            )
        }
        bucket = probe.bucket
        prefix = String(probe.key.dropLast())
        bucketOwner = owner
    }

    /// The address of a name below the prefix.
    func address(of name: String) -> String { "\(S3URI.scheme)\(bucket)/\(prefix)\(name)" }

    /// Whether a plan lies in the folder of approved plans.
    ///
    /// Keys are bytes to S3: texts that only look alike are different keys.
    func isApproved(_ plan: S3URI) -> Bool {
        plan.bucket == bucket && plan.key.utf8.starts(with: (prefix + "approved/").utf8)
    }

    /// The folder of the plans that people approved, with a slash at its end.
    var approvedFolder: String { address(of: "approved/") }
}

extension [String: String] {
    /// The account in a variable; `nil` if it is absent or empty.
    ///
    /// - Throws: ``ConfigurationError`` if it is no account's id.
    func account(_ variable: String) throws -> String? {
        guard let account = self[variable], !account.isEmpty else { return nil }
        guard account.isAccountID else {
            throw ConfigurationError("\(variable) is \"\(account.excerpt())\"; it must be the 12 digits of an account")
        }
        return account
    }
}
