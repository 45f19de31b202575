import Foundation
public import HTTPTransport
import HTTPTypes
import Synchronization

/// The answers of another transport, one of which lacks a member.
public final class ShortenedAnswers: Transport {
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

    /// A member of the answer to a request.
    public struct Member: Hashable, Sendable {
        let request: Request
        /// The names of the members that lead to it, and the positions in lists.
        let path: [String]

        /// The operation and the names without positions, such as `ListTasks taskArns`.
        public var name: String { "\(request.operation) \(path.filter { Int($0) == nil }.joined(separator: "."))" }
    }

    private let transport: any Transport
    private let missing: Member?
    private let bodies = Mutex<[Request: Data]>([:])

    /// Creates a transport.
    ///
    /// - Parameters:
    ///   - transport: the transport that answers.
    ///   - missing: the member that is left out; `nil` for none.
    public init(of transport: any Transport, without missing: Member? = nil) {
        (self.transport, self.missing) = (transport, missing)
    }

    /// The members of all answers so far.
    public var members: [Member] {
        bodies.withLock { $0 }.flatMap { request, body in
            AnswerTree(body).paths.map { Member(request: request, path: $0) }
        }
    }

    /// Answers the request.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        let answer = try await transport.send(request)
        let key = Request(request)
        bodies.withLock { $0[key] = answer.body }
        guard let missing, missing.request == key else { return answer }
        return TransportResponse(head: answer.head, body: try AnswerTree(answer.body).data(without: missing.path))
    }
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

    /// The paths of all members, which have positions for elements of lists.
    var paths: [[String]] {
        switch self {
        case .json(let value): Self.paths(in: value)
        case .xml(let text): Self.elements(in: text).enumerated().map { ["\($0)", $1.name] }
        }
    }

    func data(without path: [String]) throws -> Data {
        switch self {
        case .json(let value):
            return try JSONSerialization.data(withJSONObject: Self.removing(path[...], from: value))
        case .xml(var text):
            if let position = path.first.flatMap({ Int($0) }) {
                text.removeSubrange(Self.elements(in: text)[position].range)
            }
            return Data(text.utf8)
        }
    }

    private static func paths(in value: Any) -> [[String]] {
        if let members = value as? [String: Any] {
            return members.flatMap { name, value in [[name]] + paths(in: value).map { [name] + $0 } }
        }
        let elements = value as? [Any] ?? []
        return elements.enumerated().flatMap { index, element in paths(in: element).map { ["\(index)"] + $0 } }
    }

    private static func removing(_ path: ArraySlice<String>, from value: Any) -> Any {
        guard let step = path.first else { return value }
        if var members = value as? [String: Any] {
            members[step] = path.count == 1 ? nil : members[step].map { removing(path.dropFirst(), from: $0) }
            return members
        }
        guard var elements = value as? [Any], let index = Int(step) else { return value }
        elements[index] = removing(path.dropFirst(), from: elements[index])
        return elements
    }

    /// The elements below the outermost one, each from its start tag to its end tag.
    private static func elements(in text: String) -> [(name: String, range: Range<String.Index>)] {
        text.matches(of: #/<([A-Za-z]+)>/#).compactMap { start in
            let (name, rest) = (String(start.1), text[start.range.upperBound...])
            var depth = 1
            for tag in rest.matches(of: #/<(/?)([A-Za-z]+)>/#) where tag.2 == name {
                depth += tag.1.isEmpty ? 1 : -1
                if depth == 0 { return (name, start.range.lowerBound..<tag.range.upperBound) }
            }
            return nil
        }
    }
}
