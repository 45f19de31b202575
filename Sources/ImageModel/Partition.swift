import Essentials

/// A group of AWS regions with its own accounts and host names.
///
/// Its ARNs are its own too. Examples are `aws` and `aws-cn`.
public struct Partition: Sendable, Hashable {
    /// The id, which is the second part of the partition's ARNs.
    public let id: String

    /// The end of host names, such as `amazonaws.com`.
    public let dnsSuffix: String

    /// The end of host names with IPv6 addresses too, such as `api.aws`.
    public let dualStackDNSSuffix: String

    /// The beginnings of region codes, before the place and the number.
    private let regionPrefixes: [String]

    /// The pseudo-region for the whole partition, if there is one.
    private let globalRegion: String?

    /// Returns the partition that a region belongs to.
    ///
    /// A new region is recognized by the shape of its code. A code of unknown shape counts as one of the partition
    /// `aws`, as in every AWS SDK.
    ///
    /// Specification: <https://smithy.io/2.0/aws/rules-engine/library-functions.html#aws-partition-function>
    public static func containing(_ region: Region) -> Partition {
        all.first { $0.contains(region.code) } ?? .aws
    }

    private func contains(_ code: String) -> Bool {
        if code == globalRegion { return true }
        let parts = code.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = parts.last, !number.isEmpty, !parts[parts.count - 2].isEmpty,
            number.utf8.allSatisfy(\.isASCIIDigit)
        else { return false }
        return regionPrefixes.contains(parts.dropLast(2).joined(separator: "-"))
    }
}

extension Partition {
    /// The commercial regions.
    public static let aws = Partition(
        id: "aws", dnsSuffix: "amazonaws.com", dualStackDNSSuffix: "api.aws",
        regionPrefixes: ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"], globalRegion: "aws-global")

    /// China.
    public static let awsCN = Partition(
        id: "aws-cn", dnsSuffix: "amazonaws.com.cn", dualStackDNSSuffix: "api.amazonwebservices.com.cn",
        regionPrefixes: ["cn"], globalRegion: "aws-cn-global")

    /// The European Sovereign Cloud.
    public static let awsEUSC = Partition(
        id: "aws-eusc", dnsSuffix: "amazonaws.eu", dualStackDNSSuffix: "api.amazonwebservices.eu",
        regionPrefixes: ["eusc-de"], globalRegion: nil)

    /// The regions for the United States' top secret workloads.
    public static let awsISO = Partition(
        id: "aws-iso", dnsSuffix: "c2s.ic.gov", dualStackDNSSuffix: "api.aws.ic.gov",
        regionPrefixes: ["us-iso"], globalRegion: "aws-iso-global")

    /// The regions for the United States' secret workloads.
    public static let awsISOB = Partition(
        id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", dualStackDNSSuffix: "api.aws.scloud",
        regionPrefixes: ["us-isob"], globalRegion: "aws-iso-b-global")

    /// The isolated regions in Europe.
    public static let awsISOE = Partition(
        id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", dualStackDNSSuffix: "api.cloud-aws.adc-e.uk",
        regionPrefixes: ["eu-isoe"], globalRegion: "aws-iso-e-global")

    /// The isolated regions with the prefix `us-isof`.
    public static let awsISOF = Partition(
        id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", dualStackDNSSuffix: "api.aws.hci.ic.gov",
        regionPrefixes: ["us-isof"], globalRegion: "aws-iso-f-global")

    /// GovCloud, the regions for the United States' government.
    public static let awsUSGov = Partition(
        id: "aws-us-gov", dnsSuffix: "amazonaws.com", dualStackDNSSuffix: "api.aws",
        regionPrefixes: ["us-gov"], globalRegion: "aws-us-gov-global")

    /// All partitions; no region's code has the shape of two of them.
    public static let all = [aws, awsCN, awsEUSC, awsISO, awsISOB, awsISOE, awsISOF, awsUSGov]
}
