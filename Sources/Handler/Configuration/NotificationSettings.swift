import Cleanup
import Formats
import ImageModel

/// The settings of messages for people after a run.
///
/// | variable | values | default |
/// | --- | --- | --- |
/// | `NOTIFY_TOPIC_ARN` | the ARN of an SNS topic | no messages |
/// | `NOTIFY_ON` | `never`, `problems`, `changes`, `always` | `changes` |
/// | `NOTIFY_FORMAT` | `text`, `chat` | `text` |
struct NotificationSettings: Sendable, Hashable {
    /// The form of a message.
    enum Format: String, CaseIterable {
        /// Words, for e-mail.
        case text
        /// The schema of chat applications.
        case chat
    }

    /// The topic's ARN.
    let topicARN: String
    /// The topic's region: SNS takes messages nowhere else.
    let region: Region
    /// The runs after which a message is sent.
    let occasion: NotificationOccasion
    /// The form of a message.
    let format: Format

    /// Reads the settings; `nil` if no topic is set.
    ///
    /// - Throws: ``ConfigurationError``, which names the variable and what it may be.
    init?(environment: [String: String]) throws {
        let topic = environment["NOTIFY_TOPIC_ARN"].flatMap { $0.isEmpty ? nil : $0 }
        occasion = try Self.value("NOTIFY_ON", in: environment, else: .changes)
        format = try Self.value("NOTIFY_FORMAT", in: environment, else: .text)
        guard let topic else { return nil }
        // The ARN of a subscription has one more part.
        guard let arn = ARN(topic), arn.service == "sns", let region = Region(arn.region), !arn.resource.isEmpty,
            !arn.resource.contains(":")
        else {
            throw ConfigurationError(
                "NOTIFY_TOPIC_ARN is \"\(topic.excerpt())\"; it must be the ARN of a topic, such as arn:aws:sns:eu-west-1:123456789012:ecr-cleanup"
            )
        }
        topicARN = topic
        self.region = region
    }

    private static func value<Value: RawRepresentable & CaseIterable>(
        _ variable: String, in environment: [String: String], else standard: Value
    ) throws -> Value where Value.RawValue == String {
        guard let text = environment[variable], !text.isEmpty else { return standard }
        guard let value = Value(rawValue: text) else {
            let allowed = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConfigurationError("\(variable) is \"\(text.excerpt())\"; it must be one of \(allowed)")
        }
        return value
    }
}
