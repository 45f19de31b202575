import Cleanup
import Essentials
import Formats
import ImageModel

/// The request that an event makes.
struct Event: Hashable {
    /// The cause of the run.
    var trigger: Trigger
    /// The changes to the configured settings.
    var overrides = Overrides.none
    /// The repository that ECR's event is about.
    var pushed: PushedRepository?
    /// The reason to do nothing, if ECR's event needs no run.
    var nothingToDo: String?

    /// A repository with a newly pushed image.
    struct PushedRepository: Hashable {
        /// The repository's name.
        let name: RepositoryName
        /// The registry's account, if the event names it.
        let registryID: String?
        /// The repository's region, if the event names it.
        let region: String?
    }

    /// Reads an event.
    ///
    /// - Throws: ``InvalidEvent`` for every unknown event: a misunderstood event must not start deletions.
    init(_ text: Data) throws {
        do {
            try self.init(try JSONValue(parsing: text))
        } catch let error as JSONSyntaxError {
            throw InvalidEvent("it is not JSON: \("\(error)".excerpt(300)). \(Overrides.listOfKeys)")
        }
    }

    /// Reads an event whose JSON is parsed.
    ///
    /// - Throws: ``InvalidEvent`` for every unknown event.
    init(_ value: JSONValue) throws {
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

    /// Reads an event from EventBridge.
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
            // Scans, replications, API calls and future types: an EventBridge rule may forward them all.
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

    /// Refuses an override outside a scheduled event's `detail`.
    ///
    /// Ignoring the override could turn an intended dry run into deletions.
    ///
    /// - Parameter parent: the object's position in the event.
    private static func refuseOverrides(in members: [String: JSONValue], at parent: String = "") throws {
        for name in members.keys.sorted() where name != "detail" && Overrides.hasKey(spelledLike: name) {
            throw InvalidEvent(
                """
                "\(parent)\(name.excerpt())" is no member of an event of EventBridge's, which is one that has "source" or \
                "detail-type", and would be passed over. Overrides stand in the "detail" of a scheduled event, or are the \
                event itself. \(Overrides.listOfKeys)
                """)
        }
    }

    /// The members of `detail`: an object, or EventBridge Scheduler's string of one.
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

    /// Reads the action on an image.
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
    /// A `*` would make the name a pattern that matches several repositories.
    ///
    /// - SeeAlso: [ECR's `CreateRepository`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html)
    private static func isRepositoryName(_ text: String) -> Bool {
        let alphanumerics = "abcdefghijklmnopqrstuvwxyz0123456789".utf8
        guard let first = text.utf8.first, alphanumerics.contains(first), text.utf8.count <= 256 else { return false }
        return text.utf8.allSatisfy { alphanumerics.contains($0) || "._-/".utf8.contains($0) }
    }
}

extension [String: JSONValue] {
    /// The text of a required member.
    fileprivate func text(_ name: String, at parent: String = "") throws -> String {
        guard let value = self[name] else {
            throw InvalidEvent(
                """
                "\(parent)\(name)" is missing: an event of EventBridge's has "source" and "detail-type", and no other \
                event has either. \(Overrides.listOfKeys)
                """)
        }
        guard case .string(let text) = value, !text.isEmpty else {
            throw InvalidEvent("\"\(parent)\(name)\" is \(value.kind); it must be a string that is not empty")
        }
        return text
    }

    /// The text of an optional member.
    fileprivate func textIfPresent(_ name: String) throws -> String? {
        self[name] == nil ? nil : try text(name)
    }

    /// The text of an optional member that is only reported.
    fileprivate func optionalText(_ name: String) -> String? {
        guard case .string(let text)? = self[name] else { return nil }
        return text.excerpt(255)
    }
}
