import HTTPTransport
import HTTPTypes

extension HTTPField.Name {
    static let bucketRegion = Self(constant: "x-amz-bucket-region")
    static let checksumCRC32 = Self(constant: "x-amz-checksum-crc32")
    static let checksumCRC64NVME = Self(constant: "x-amz-checksum-crc64nvme")
    static let checksumMode = Self(constant: "x-amz-checksum-mode")
    static let checksumSHA256 = Self(constant: "x-amz-checksum-sha256")
    static let expectedBucketOwner = Self(constant: "x-amz-expected-bucket-owner")
    static let serverSideEncryption = Self(constant: "x-amz-server-side-encryption")
    static let serverSideEncryptionBucketKey = Self(
        constant: "x-amz-server-side-encryption-bucket-key-enabled")
    static let serverSideEncryptionKeyID = Self(constant: "x-amz-server-side-encryption-aws-kms-key-id")
    static let versionID = Self(constant: "x-amz-version-id")
}
