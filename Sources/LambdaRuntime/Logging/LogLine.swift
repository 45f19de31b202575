import Formats
import Logging

/// One record, ready for writing in either format.
struct LogLine {
    let timestamp: String
    let level: String
    let message: String
    /// The request id, if the metadata has one.
    let requestID: String?
    /// The other metadata, sorted by names, which are unique and differ from the line's own.
    let metadata: [(name: String, value: Logger.Metadata.Value)]

    init(timestamp: String, level: String, message: String, metadata: Logger.Metadata) {
        self.timestamp = timestamp
        self.level = level
        self.message = message
        requestID = metadata[LogKey.requestID].map(\.description)
        var taken: Set = [LogKey.timestamp, LogKey.level, LogKey.message, LogKey.requestID]
        taken.formUnion(metadata.keys)
        var others: [(name: String, value: Logger.Metadata.Value)] = []
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where key != LogKey.requestID {
            others.append((Self.unreserved(key, &taken), value))
        }
        self.metadata = others
    }

    /// The key, with underscores added in front if the line itself uses it.
    private static func unreserved(_ key: String, _ taken: inout Set<String>) -> String {
        guard [LogKey.timestamp, LogKey.level, LogKey.message].contains(key) else { return key }
        var name = key
        repeat { name = "_" + name } while taken.contains(name)
        taken.insert(name)
        return name
    }

    /// A JSON object and a line feed.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member(LogKey.timestamp, timestamp)
            writer.member(LogKey.level, level)
            writer.member(LogKey.message, message)
            writer.member(LogKey.requestID, requestID)
            for (name, value) in metadata {
                writer.key(name)
                writer.value(value)
            }
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    /// Time, level, message and metadata as `name=value`, and a line feed.
    var text: [UInt8] {
        var words = [timestamp, level, message]
        if let requestID { words.append("\(LogKey.requestID)=\(requestID)") }
        words += metadata.map { "\($0.name)=\($0.value)" }
        return Array(words.joined(separator: " ").escapingControls().utf8) + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    /// Writes a value of metadata: text, or an array or object of values.
    fileprivate mutating func value(_ metadata: Logger.Metadata.Value) {
        switch metadata {
        case .string(let text): value(text)
        case .stringConvertible(let convertible): value(convertible.description)
        case .array(let elements):
            array { writer in
                for element in elements {
                    writer.beginEntry()
                    writer.value(element)
                }
            }
        case .dictionary(let members):
            object { writer in
                for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                    writer.key(name)
                    writer.value(member)
                }
            }
        }
    }
}
