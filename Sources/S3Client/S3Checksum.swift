import AWSClient
import Essentials
import HTTPTypes

/// A checksum of an object's bytes, in a header field of its own.
///
/// - SeeAlso: [Checking object integrity](https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html)
enum S3Checksum: CaseIterable {
    case sha256
    case crc64NVME
    case crc32

    /// The field with the checksum.
    var field: HTTPField.Name {
        switch self {
        case .sha256: .checksumSHA256
        case .crc64NVME: .checksumCRC64NVME
        case .crc32: .checksumCRC32
        }
    }

    /// The checksum of bytes, in base64.
    ///
    /// - Throws: `HashError` when hashing fails.
    func value(of bytes: Data) throws -> String {
        let check: [UInt8] =
            switch self {
            case .sha256: try SHA256.hash(bytes)
            case .crc64NVME: Self.bigEndian(CRC.crc64NVME.check(of: bytes))
            case .crc32: Self.bigEndian(CRC.crc32.check(of: bytes))
            }
        return Data(check).base64EncodedString()
    }

    private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian, Array.init)
    }

    /// Compares a body with the checksums that came with it.
    ///
    /// The checksum of an object that was uploaded in parts may be one of its parts' checksums, which ends with their
    /// number. The bytes don't tell the parts, so it is ignored.
    ///
    /// - Throws: ``ChecksumMismatch``, or `HashError` when hashing fails.
    static func verify(_ body: Data, by fields: HTTPFields) throws {
        for checksum in allCases {
            guard let expected = fields[checksum.field], !expected.contains("-") else { continue }
            guard try checksum.value(of: body) == expected else { throw ChecksumMismatch(field: checksum.field) }
        }
    }
}

/// An error about bytes that differ from their checksum.
struct ChecksumMismatch: Error, CustomStringConvertible {
    let field: HTTPField.Name

    var description: String { "its bytes differ from their checksum (\(field))" }
}
