public import AWSClient
public import Essentials
public import ImageModel

/// The images that a list names, which others write: for clusters that no source sees.
public struct ImageListUsageSource: UsageSource {
    /// Reads the list from its place.
    public typealias Read = @Sendable (_ context: CallContext) async throws -> StoredText

    /// The largest size of a list, in bytes.
    public static let maximumSize = 8 << 20

    /// None of the source's own: where a list is kept decides which right reading it takes.
    public static let permissions: [UsagePermission] = []

    /// The list's name, which is its place.
    public let name: UsageSourceName
    private let maximumAgeHours: Int
    private let now: @Sendable () -> Date
    private let read: Read

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - name: the list's name.
    ///   - maximumAgeHours: the hours since the last write after which the list is too old.
    ///   - read: reads the list, again for each reading.
    public init(
        name: UsageSourceName, maximumAgeHours: Int, now: @escaping @Sendable () -> Date, read: @escaping Read
    ) {
        self.name = name
        self.maximumAgeHours = maximumAgeHours
        self.now = now
        self.read = read
    }

    /// Reads the uses of the images that the list names.
    ///
    /// - Throws: the error of reading the list, also if it is empty or too old.
    public func uses(in context: CallContext) async throws -> [ImageUse] { try await list(in: context).uses }

    /// Reads the uses, and the digests that count in every repository.
    ///
    /// - Throws: the same errors as ``uses(in:)``.
    public func answer(in context: CallContext) async throws -> UsageAnswer {
        let list = try await list(in: context)
        var answer = UsageAnswer(uses: list.uses)
        answer.digests = list.digests
        return answer
    }

    private func list(in context: CallContext) async throws -> ImageListText {
        let text = try await read(context)
        try checkAge(of: text)
        return try ImageListText(text.content, name: name.rawValue)
    }

    private func checkAge(of text: StoredText) throws {
        guard let writtenAt = text.writtenAt else { throw ImageListError("it is not known when the list was written") }
        let age = now().timeIntervalSince(writtenAt)
        guard age >= -ClockTolerance.maximumOffset else {
            throw ImageListError("the list was last written in the future, by this machine's clock")
        }
        guard age <= Double(maximumAgeHours) * 3_600 else {
            throw ImageListError(
                "the list was last written over \(maximumAgeHours) \(maximumAgeHours == 1 ? "hour" : "hours") ago "
                    + "(maxAgeHours): write it again, and regularly")
        }
    }
}
