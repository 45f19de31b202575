/// A cyclic redundancy check in its reflected form, as S3 uses it.
///
/// The register begins with all bits set, and all of its bits are inverted at the end.
struct CRC<Register: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// The register's changes by each value of a byte.
    private let table: [Register]

    /// Creates a check from its polynomial, with the lowest power in the highest bit.
    init(reflectedPolynomial polynomial: Register) {
        table = (0..<256).map { byte in
            (0..<8).reduce(Register(byte)) { value, _ in
                value & 1 == 1 ? (value >> 1) ^ polynomial : value >> 1
            }
        }
    }

    /// The check of bytes.
    func check(of bytes: some Sequence<UInt8>) -> Register {
        ~bytes.reduce(~0) { register, byte in
            table[Int(truncatingIfNeeded: register & 0xFF) ^ Int(byte)] ^ (register >> 8)
        }
    }
}

extension CRC<UInt32> {
    /// The check of Ethernet and gzip.
    static let crc32 = CRC(reflectedPolynomial: 0xEDB8_8320)
}

extension CRC<UInt64> {
    /// The check of NVMe, which S3 adds to objects that come without a checksum.
    static let crc64NVME = CRC(reflectedPolynomial: 0x9A6C_9329_AC4B_C9B5)
}
