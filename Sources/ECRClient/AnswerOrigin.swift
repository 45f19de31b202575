import AWSClient
import Formats
import ImageModel

/// The registry and the repository that an answer, or a row of it, is about.
///
/// An answer may leave out either.
struct AnswerOrigin: Sendable, Hashable {
    private(set) var registryID: String?
    private(set) var repository: String?

    /// Reads a member if it tells the origin, and returns whether it did.
    ///
    /// - Parameter last: the origin of the row before. Rows usually have the same one, which is then not stored again.
    mutating func take(
        _ name: JSONName, from reader: inout JSONReader, last: AnswerOrigin? = nil
    ) throws -> Bool {
        switch name {
        case "registryId": registryID = try reader.optional { try $0.string(like: last?.registryID) }
        case "repositoryName": repository = try reader.optional { try $0.string(like: last?.repository) }
        default: return false
        }
        return true
    }
}

/// The origins of an answer's rows, of which equal ones that follow each other are stored once.
struct AnswerOrigins: Sendable {
    private(set) var all: [AnswerOrigin] = []
    private var row = AnswerOrigin()

    /// Reads a member of a row if it tells the origin, and returns whether it did.
    mutating func take(_ name: JSONName, from reader: inout JSONReader) throws -> Bool {
        try row.take(name, from: &reader, last: all.last)
    }

    /// Notes that a row was read.
    mutating func endRow() {
        if row != all.last { all.append(row) }
        row = AnswerOrigin()
    }
}

extension ECRClient {
    /// Refuses an answer about another registry or repository than was asked for.
    ///
    /// Its images could go in place of others, or keep others.
    ///
    /// - Parameter repository: the repository; `nil` if the operation is about the registry.
    func check(_ origins: [AnswerOrigin], of repository: RepositoryName?, _ operation: String) throws {
        for origin in origins {
            if let other = origin.repository, let repository, other != repository.description {
                throw otherOrigin("repository", other, asked: repository.description, operation)
            }
            if let other = origin.registryID, let registryID, other != registryID {
                throw otherOrigin("registry", other, asked: registryID, operation)
            }
        }
    }

    private func otherOrigin(_ kind: String, _ other: String, asked: String, _ operation: String) -> AWSError {
        AWSError(
            code: .malformedResponse, operation: permission(for: operation),
            message: "the answer is about the \(kind) \(other.excerpt()), and \(asked) was asked for")
    }
}

extension JSONReader {
    /// Reads a string, which is not stored again if it is like another.
    fileprivate mutating func string(like other: String?) throws -> String {
        try utf8 { text in
            if let other, other.utf8.elementsEqual(text) { return other }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
