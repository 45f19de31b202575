import Cleanup
import Essentials
import Formats
import ImageModel

/// What an event asks for.
struct Event: Hashable {
    /// What caused it.
    var trigger: Trigger
    /// What it asks for beyond what is configured.
    var overrides = Overrides.none
    /// The repository that it is about, for an event of ECR's.
    var pushed: PushedRepository?
    /// Why there is nothing to do, for an event of ECR's that is of no interest.
    var nothingToDo: String?

    /// A repository that an image was pushed to.
    struct PushedRepository: Hashable {
        /// The repository's name.
        let name: RepositoryName
        /// The account of its registry, where the event says it.
        let registryID: String?
        /// The code of its region, where the event says it.
        let region: String?
    }

    /// Reads an event.
    ///
    /// - Throws: ``InvalidEvent`` for everything that is not one of the known events: what is not understood must not
    ///   start a deletion.
    init(_ text: Data) throws {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            throw InvalidEvent("it is not JSON: \("\(error)".excerpt(300)). \(Overrides.listOfKeys)")
        }
        guard case .object(let members) = value else {
            throw InvalidEvent("it is \(value.kind); it must be a JSON object, such as {}. \(Overrides.listOfKeys)")
        }
        if members["source"] != nil || members["detail-type"] != nil {
            self = try Event(envelope: members)
        } else {
            self.init(trigger: Trigger(.manual), overrides: try Overrides(members))
        }
    }

    private init(trigger: Trigger, overrides: Overrides) {
        self.trigger = trigger
        self.overrides = overrides
    }

    /// Reads an event of EventBridge's.
    ///
    /// - SeeAlso: [Events in Amazon EventBridge](https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html)
    private init(envelope: [String: JSONValue]) throws {
        try Self.refuseOverrides(in: envelope)
        let source = try envelope.text("source")
        let type = try envelope.text("detail-type")
        let id = envelope.optionalText("id")
        let time = envelope.optionalText("time")
        switch (source, type) {
        case ("aws.events", "Scheduled Event"), ("aws.scheduler", "Scheduled Event"):
            self.init(
                trigger: Trigger(.schedule, id: id, time: time),
                overrides: try Overrides(try Self.detail(of: envelope), at: "detail."))
        case ("aws.ecr", "ECR Image Action"):
            self.init(trigger: Trigger(.imageAction, id: id, time: time), overrides: .none)
            try readImageAction(envelope)
        case ("aws.ecr", _):
            // Scans, replications, API calls, and what ECR will tell of some day: a rule may pass all of it on.
            self.init(trigger: Trigger(.imageAction, id: id, time: time), overrides: .none)
            nothingToDo = "nothing to do: the event is of the type \"\(type.excerpt())\", not an image's push"
        default:
            throw InvalidEvent(
                """
                its source is "\(source.excerpt())" and its detail-type "\(type.excerpt())". Events are taken from "aws.events" and \
                "aws.scheduler" with the detail-type "Scheduled Event", and from "aws.ecr" with "ECR Image Action"
                """)
        }
    }

    /// Refuses an override that stands beside `detail` and not in it, or in that of an image action: it would be passed
    /// over, and a run that was to be a dry one would delete.
    ///
    /// - Parameter place: where the object stands in the event.
    private static func refuseOverrides(in members: [String: JSONValue], at place: String = "") throws {
        for name in members.keys.sorted() where name != "detail" && Overrides.hasKey(spelledLike: name) {
            throw InvalidEvent(
                """
                "\(place)\(name.excerpt())" is no member of an event of EventBridge's, which is one that has "source" or \
                "detail-type", and would be passed over. Overrides stand in the "detail" of a scheduled event, or are the \
                event itself. \(Overrides.listOfKeys)
                """)
        }
    }

    /// The members of an event's `detail`: an object, or a string that holds one, as EventBridge Scheduler sends it.
    private static func detail(of envelope: [String: JSONValue]) throws -> [String: JSONValue] {
        var detail = envelope["detail"] ?? .object([:])
        if case .string(let text) = detail {
            guard !text.isEmpty else { return [:] }
            do {
                detail = try JSONValue(parsing: text.utf8)
            } catch {
                throw InvalidEvent(
                    "\"detail\" is a string that does not hold JSON: \("\(error)".excerpt(300)). \(Overrides.listOfKeys)"
                )
            }
        }
        guard case .object(let members) = detail else {
            throw InvalidEvent("\"detail\" is \(detail.kind); it must be an object. \(Overrides.listOfKeys)")
        }
        return members
    }

    /// Reads what happened to an image.
    ///
    /// - SeeAlso: [Amazon ECR events and EventBridge](https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html)
    private mutating func readImageAction(_ envelope: [String: JSONValue]) throws {
        guard case .object(let detail)? = envelope["detail"] else {
            throw InvalidEvent("\"detail\" of an ECR image action must be an object")
        }
        try Self.refuseOverrides(in: detail, at: "detail.")
        let action = try detail.text("action-type", at: "detail.")
        let result = try detail.text("result", at: "detail.")
        guard action == "PUSH", result == "SUCCESS" else {
            nothingToDo =
                "nothing to do: the image action is \(action.excerpt()) with the result \(result.excerpt()), not a successful push"
            return
        }
        let name = try detail.text("repository-name", at: "detail.")
        guard Self.isRepositoryName(name) else {
            throw InvalidEvent("\"detail.repository-name\" is \"\(name.excerpt())\"; it must be a repository's name")
        }
        pushed = PushedRepository(
            name: RepositoryName(name), registryID: try envelope.textIfPresent("account"),
            region: try envelope.textIfPresent("region"))
    }

    /// Whether a text can be a repository's name.
    ///
    /// One with a `*` would be taken for a pattern, and mean more of them.
    ///
    /// - SeeAlso: [ECR's `CreateRepository`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html)
    private static func isRepositoryName(_ text: String) -> Bool {
        let alphanumerics = "abcdefghijklmnopqrstuvwxyz0123456789".utf8
        guard let first = text.utf8.first, alphanumerics.contains(first), text.utf8.count <= 256 else { return false }
        return text.utf8.allSatisfy { alphanumerics.contains($0) || "._-/".utf8.contains($0) }
    }
}

extension [String: JSONValue] {
    /// The text of a member that must be there.
    fileprivate func text(_ name: String, at place: String = "") throws -> String {
        guard let value = self[name] else {
            throw InvalidEvent(
                """
                "\(place)\(name)" is missing: an event of EventBridge's has "source" and "detail-type", and no other \
                event has either. \(Overrides.listOfKeys)
                """)
        }
        guard case .string(let text) = value, !text.isEmpty else {
            throw InvalidEvent("\"\(place)\(name)\" is \(value.kind); it must be a string that is not empty")
        }
        return text
    }

    /// The text of a member that need not be there.
    fileprivate func textIfPresent(_ name: String) throws -> String? {
        self[name] == nil ? nil : try text(name)
    }

    /// The text of a member that need not be there, and is only reported.
    fileprivate func optionalText(_ name: String) -> String? {
        guard case .string(let text)? = self[name] else { return nil }
        return text.excerpt(255)
    }
}
