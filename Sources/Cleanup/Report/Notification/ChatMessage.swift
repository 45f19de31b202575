public import Essentials
import Formats

/// A notification in the schema of Amazon Q Developer in chat applications, for Slack and Teams.
///
/// Any other schema is dropped there without a word.
///
/// - SeeAlso: [Custom notifications](https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html)
public struct ChatMessage: Sendable {
    /// The maximum number of characters of a title.
    private static let longestTitle = 250
    /// The maximum number of characters of the description.
    private static let longestDescription = 8000

    private let notification: Notification
    private let thread: String

    /// Creates a message.
    ///
    /// - Parameter thread: the id of the thread that a run's message belongs to.
    public init(_ notification: Notification, thread: String) {
        (self.notification, self.thread) = (notification, thread)
    }

    /// The JSON text.
    public var json: Data {
        var json = JSONWriter()
        json.object { json in
            json.member("version", "1.0")
            json.member("source", "custom")
            json.key("content")
            json.object { json in
                json.member("textType", "client-markdown")
                json.member("title", notification.subject.excerpt(Self.longestTitle))
                json.member("description", description)
                json.key("nextSteps")
                json.array { json in
                    for link in notification.links {
                        json.beginEntry()
                        json.value("\(link.name): \(link.address)")
                    }
                }
                json.key("keywords")
                json.array { json in
                    json.beginEntry()
                    json.value("ecr-cleanup")
                }
            }
            json.key("metadata")
            json.object { json in
                json.member("threadId", thread)
                json.member("summary", notification.subject)
            }
        }
        return Data(json.bytes)
    }

    private var description: String {
        let parts =
            [notification.numbers.joined(separator: "\n")]
            + notification.sections.map { section in
                "*\(section.title)*\n" + section.entries.map { "• \($0)" }.joined(separator: "\n")
            }
        let text = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
        return text.count > Self.longestDescription ? text.prefix(Self.longestDescription) + "…" : text
    }
}
