import Logging
import Synchronization

/// What was logged.
final class LogRecords: Sendable {
    struct Record: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: Logger.Metadata

        /// The texts of a list in the metadata.
        func list(_ key: String) -> [String] {
            guard case .array(let values)? = metadata[key] else { return [] }
            return values.map { "\($0)" }
        }
    }

    private let records = Mutex<[Record]>([])

    var all: [Record] { records.withLock { $0 } }

    /// A logger that writes here.
    var logger: Logger { Logger(label: "test", factory: { _ in Handler(records: self) }) }

    private struct Handler: LogHandler {
        let records: LogRecords
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, later in later }
            records.records.withLock {
                $0.append(Record(level: event.level, message: "\(event.message)", metadata: all))
            }
        }
    }
}

extension Logger {
    /// A logger that writes nowhere.
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}
