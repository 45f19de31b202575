import Essentials
import Formats

extension JSONReader {
    /// Reads a time in seconds since 1970, with a fraction.
    mutating func time() throws -> Date { Date(timeIntervalSince1970: try double()) }

    /// Reads a page of a listing.
    ///
    /// - Parameters:
    ///   - member: the name of the required member with the rows.
    ///   - row: reads a row.
    static func page<Row>(
        _ body: Data, of member: StaticString, _ row: (inout JSONReader) throws -> Row
    ) throws -> (rows: [Row], nextToken: String?) {
        try read(body) { reader in
            var rows = JSONMember<[Row]>()
            var nextToken = JSONMember<String>()
            try reader.object { reader, name in
                switch name {
                case member: try rows.take(from: &reader) { try $0.all(row) }
                case "nextToken": try nextToken.take(from: &reader) { try $0.string() }
                default: try reader.skip()
                }
            }
            return (try rows.required("\(member)"), nextToken.value)
        }
    }

    /// Reads an answer about a batch of images: rows and failures.
    ///
    /// - Parameters:
    ///   - member: the name of the member with the rows.
    ///   - row: reads a row; `nil` if the row is incomplete.
    static func batch<Row>(
        _ body: Data, of member: StaticString, _ row: (inout JSONReader) throws -> Row?
    ) throws -> (rows: [Row], failures: [ImageFailure]) {
        try read(body) { reader in
            var rows = JSONMember<[Row?]>()
            var failures = JSONMember<[ImageFailure]>()
            try reader.object { reader, name in
                switch name {
                case member: try rows.take(from: &reader) { try $0.all(row) }
                case "failures": try failures.take(from: &reader) { try $0.all { try ImageFailure(from: &$0) } }
                default: try reader.skip()
                }
            }
            return ((rows.value ?? []).compactMap(\.self), failures.value ?? [])
        }
    }
}
