/// The bytes that a repository's images take, with each layer counted once.
///
/// ECR bills a layer once for each repository. It frees the layer with the last image that has it.
public struct ExactBytes: Sendable, Hashable {
    /// A number of bytes, as far as it is known.
    public struct Amount: Sendable, Hashable {
        /// The least that it can be.
        public var atLeast: Int64
        /// The most that it can be; the same if the number is known.
        public var atMost: Int64

        /// Creates an amount.
        public init(atLeast: Int64 = 0, atMost: Int64) {
            (self.atLeast, self.atMost) = (atLeast, atMost)
        }

        /// Whether the number is known.
        public var isKnown: Bool { atLeast == atMost }

        static func += (amount: inout Amount, other: Amount) {
            amount.atLeast.addUpToMaximum(other.atLeast)
            amount.atMost.addUpToMaximum(other.atMost)
        }
    }

    /// The bytes of all images, when they were listed.
    public var stored: Amount
    /// The bytes that are freed by the images that go or went.
    public var freed: Amount
    /// The bytes of the images that stay.
    public var after: Amount
    /// The number of images whose layers are unknown.
    public var unreadImages: Int

    /// Creates the bytes of a repository.
    public init(stored: Amount, freed: Amount, after: Amount, unreadImages: Int = 0) {
        (self.stored, self.freed, self.after, self.unreadImages) = (stored, freed, after, unreadImages)
    }

    /// Adds the bytes of another repository, which has its own copies of layers.
    public static func += (bytes: inout ExactBytes, others: ExactBytes) {
        bytes.stored += others.stored
        bytes.freed += others.freed
        bytes.after += others.after
        bytes.unreadImages += others.unreadImages
    }
}

extension ExactBytes {
    /// The bytes of a repository whose layers are all unknown: anything up to the sums of sizes.
    init(unknown counts: ImageCounts) {
        self.init(
            stored: Amount(atMost: counts.bytesScanned), freed: Amount(atMost: counts.bytesGoing),
            after: Amount(atMost: counts.bytesAfter), unreadImages: counts.scanned)
    }

    /// The sum over repositories; `nil` if the layers of none were counted.
    ///
    /// A repository without its own bytes adds what is known of it, the upper bounds.
    static func total(of reports: some Sequence<RepositoryReport>) -> ExactBytes? {
        guard reports.contains(where: { $0.exactBytes != nil }) else { return nil }
        let none = Amount(atMost: 0)
        return reports.reduce(into: ExactBytes(stored: none, freed: none, after: none)) {
            $0 += $1.exactBytes ?? ExactBytes(unknown: $1.counts)
        }
    }
}

extension ExactBytes {
    /// The reason why numbers are ranges; `nil` if they are known.
    var unreadSentence: String? {
        guard unreadImages > 0 else { return nil }
        let images = Amounts.images(unreadImages)
        return "The layers of \(images) are unknown (archived, or not read), so figures are ranges."
    }
}
