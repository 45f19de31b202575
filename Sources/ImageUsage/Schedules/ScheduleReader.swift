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
}
