import Foundation
public import HTTPTransport
import HTTPTypes
import Synchronization

/// The answers of another transport, one of which is a refusal, or has a member that is missing or an empty text.
public final class AlteredAnswers: Transport {
    /// A request, by what it asks.
    struct Request: Hashable {
        let operation: String
        private let path: String
        private let body: Data

        fileprivate init(_ request: TransportRequest) {
            let head = request.head
            let target = HTTPField.Name("X-Amz-Target").flatMap { head.headerFields[$0] }
            path = head.path ?? ""
            // The order of members is random.
            body =
                (try? JSONSerialization.jsonObject(with: request.body)).flatMap {
                    try? JSONSerialization.data(withJSONObject: $0, options: .sortedKeys)
                } ?? request.body
            // The protocol for XML names the operation in the body.
            let action = String(decoding: body, as: UTF8.self).split(separator: "&").first { $0.hasPrefix("Action=") }
            operation =
                (target?.split(separator: ".").last ?? action?.dropFirst("Action=".count)).map(String.init)
                ?? "\(path.split(separator: "?").first ?? "")"
        }
    }

    /// A change of the answer to a request.
    public struct Alteration: Hashable, Sendable {
        enum Change: Hashable {
            case without(MemberPath)
            case empty(MemberPath)
            case refused
        }

        let request: Request
        let change: Change

        /// The operation and what is changed, such as `ListTasks nextToken`, `ListTasks nextToken=""` or `ListTasks`.
        public var name: String {
            switch change {
            case .without(let member): "\(request.operation) \(member.name)"
            case .empty(let member): "\(request.operation) \(member.name)=\"\""
            case .refused: request.operation
            }
        }
    }

    private let transport: any Transport
    private let alteration: Alteration?
    private let bodies = Mutex<[Request: Data]>([:])

    /// Creates a transport.
    ///
    /// - Parameters:
    ///   - transport: the transport that answers.
    ///   - alteration: what is changed in its answers; `nil` for nothing.
    public init(of transport: any Transport, _ alteration: Alteration? = nil) {
        (self.transport, self.alteration) = (transport, alteration)
    }

    /// Each change that is possible in the answers so far.
    public var alterations: [Alteration] {
        bodies.withLock { $0 }.flatMap { request, body in
            let changes = AnswerTree(body).members.flatMap { path, isText -> [Alteration.Change] in
                isText ? [.without(path), .empty(path)] : [.without(path)]
            }
            return ([.refused] + changes).map { Alteration(request: request, change: $0) }
        }
    }

    /// Answers the request.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        let answer = try await transport.send(request)
        let key = Request(request)
        bodies.withLock { $0[key] = answer.body }
        guard let alteration, alteration.request == key else { return answer }
        switch alteration.change {
        case .without(let member):
            return TransportResponse(head: answer.head, body: try AnswerTree(answer.body).data(with: nil, at: member))
        case .empty(let member):
            return TransportResponse(head: answer.head, body: try AnswerTree(answer.body).data(with: "", at: member))
        case .refused:
            var head = answer.head
            head.status = .badRequest
            return TransportResponse(
                head: head, body: Data(#"{"__type":"AccessDeniedException","message":"Not allowed."}"#.utf8))
        }
    }
}

/// The names of the members that lead to one, and the positions in lists.
struct MemberPath: Hashable, Sendable {
    let steps: [String]

    /// The names without positions.
    var name: String { steps.filter { Int($0) == nil }.joined(separator: ".") }
}

/// The members of an answer in JSON or XML.
private enum AnswerTree {
    case json(Any)
    case xml(String)

    init(_ body: Data) {
        self =
            (try? JSONSerialization.jsonObject(with: body)).map { .json($0) }
            ?? .xml(String(decoding: body, as: UTF8.self))
    }

    /// All members, and whether each is a text.
    var members: [(path: MemberPath, isText: Bool)] {
        switch self {
        case .json(let value):
            return Self.members(of: value).map { (MemberPath(steps: $0), $1) }
        case .xml(let text):
            return Self.elements(in: text).enumerated().map { number, element in
                (MemberPath(steps: ["\(number)", element.name]), !text[element.content].contains("<"))
            }
        }
    }

    /// The answer with another text in place of a member; without the member if the text is `nil`.
    func data(with replacement: String?, at path: MemberPath) throws -> Data {
        switch self {
        case .json(let value):
            let altered = Self.altered(value, at: path.steps[...], to: replacement)
            return try JSONSerialization.data(withJSONObject: altered)
        case .xml(var text):
            let elements = Self.elements(in: text)
            if let number = path.steps.first.flatMap({ Int($0) }), elements.indices.contains(number) {
                let element = elements[number]
                text.replaceSubrange(replacement == nil ? element.whole : element.content, with: replacement ?? "")
            }
            return Data(text.utf8)
        }
    }

    private static func members(of value: Any) -> [(path: [String], isText: Bool)] {
        var found: [(path: [String], isText: Bool)] = []
        for (name, value) in value as? [String: Any] ?? [:] {
            found.append(([name], value is String))
            found += members(of: value).map { ([name] + $0.path, $0.isText) }
        }
        for (index, element) in (value as? [Any] ?? []).enumerated() {
            found += members(of: element).map { (["\(index)"] + $0.path, $0.isText) }
        }
        return found
    }

    private static func altered(_ value: Any, at path: ArraySlice<String>, to text: String?) -> Any {
        guard let step = path.first else { return value }
        if var members = value as? [String: Any], let old = members[step] {
            let isLast = path.count == 1
            members[step] = isLast ? text.map { $0 as Any } : altered(old, at: path.dropFirst(), to: text)
            return members
        }
        guard var elements = value as? [Any], let index = Int(step), elements.indices.contains(index) else {
            return value
        }
        elements[index] = altered(elements[index], at: path.dropFirst(), to: text)
        return elements
    }

    private typealias Element = (name: String, whole: Range<String.Index>, content: Range<String.Index>)

    /// The elements of a text, with and without their tags.
    private static func elements(in text: String) -> [Element] {
        text.matches(of: #/<([A-Za-z]+)>/#).compactMap { start in
            let (name, rest) = (String(start.1), text[start.range.upperBound...])
            var depth = 1
            for tag in rest.matches(of: #/<(/?)([A-Za-z]+)>/#) where tag.2 == name {
                depth += tag.1.isEmpty ? 1 : -1
                if depth == 0 {
                    return (
                        name, start.range.lowerBound..<tag.range.upperBound,
                        start.range.upperBound..<tag.range.lowerBound
                    )
                }
            }
            return nil
        }
    }
}
