package import ImageModel

extension ImageDigest {
    /// A number that no digest can be made of.
    private struct NoDigest: Error {
        let number: Int
    }

    /// A digest that the number decides.
    package static func test(_ number: Int) throws -> ImageDigest {
        let digits = String(number, radix: 16)
        guard let digest = ImageDigest("sha256:" + String(repeating: "0", count: 64 - digits.count) + digits)
        else { throw NoDigest(number: number) }
        return digest
    }
}
