import AWSClient

/// A service that starts tasks, and can tell which.
protocol ScheduleReader: Sendable {
    /// Reads everything in the account and region that may start a task, to the last page.
    func pins() async throws -> [Pins]
}

extension ScheduleReader {
    /// The most entries on one page.
    static var maximumPageSize: Int { 100 }

    /// The most concurrent calls.
    ///
    /// The pacer allows fewer when the service throttles.
    static var width: Int { 16 }

    /// Lists resources; empty if the service does not know the operation.
    ///
    /// A service without the operation has nothing of the kind.
    func unlessUnknown<Entry>(_ list: () async throws -> [Entry]) async throws -> [Entry] {
        try await unlessGone("UnknownOperationException", list) ?? []
    }

    /// Makes a call about a resource; `nil` if the resource was deleted after it was listed.
    ///
    /// - Parameter code: the service's error for a missing resource.
    func unlessGone<Answer>(_ code: AWSError.Code, _ call: () async throws -> Answer) async throws -> Answer? {
        do {
            return try await call()
        } catch let error as AWSError where error.code == code {
            return nil
        }
    }
}
