import Essentials
import Formats
import ImageModel

/// The data of the image list, as JSON for a script element.
///
/// Each fact is a column with a value for each image, in the order of the repositories. 100,000 images take about 11
/// MB, which a browser reads in a fraction of a second.
struct ImageListData {
    private let summary: Summary
    private let table: ImageTable
    private let order: RowOrder

    init(_ summary: Summary, _ table: ImageTable, _ order: RowOrder) {
        self.summary = summary
        self.table = table
        self.order = order
    }

    /// Writes the JSON part by part.
    ///
    /// - Throws: the errors of `sink`.
    func write(to sink: @escaping @Sendable (Data) throws -> Void) throws {
        var json = JSONWriter { try sink(Data(Self.escaped($0))) }
        let types = table.types.numbered(in: order.rows)
        let reasons = table.reasons.numbered(in: order.rows)
        json.object { json in
            json.member("now", Int(summary.startedAt.timeIntervalSince1970))
            writeRepositories(to: &json)
            writeCategories(to: &json)
            writeTypes(types.texts.map { table.types.texts[$0] }, to: &json)
            json.member("reasons", of: reasons.texts) { $1.value(table.reasons.texts[$0]) }
            writeDigests(to: &json)
            json.member("tags", of: order.rows) { $1.value(String(decoding: table.tags[$0], as: UTF8.self)) }
            json.member("pushed", of: order.rows) { $1.value(table.pushed[$0]) }
            json.member("pulled", of: order.rows) { $1.value(table.pulled[$0]) }
            json.member("bytes", of: order.rows) { $1.value(table.sizes[$0]) }
            json.member("type", of: types.numbers) { $1.value($0) }
            json.member("category", of: order.rows) { $1.value(table.categories[$0].rawValue) }
            json.member("rule", of: order.rows) { $1.value(table.rules[$0]) }
            json.member("reason", of: reasons.numbers) { $1.value($0) }
            writeLinks("heldBy", table.heldBy, to: &json)
            writeLinks("subjects", table.subjects, to: &json)
        }
        try json.finish(with: "")
    }

    private func writeRepositories(to json: inout JSONWriter) {
        let name = summary.nameOfRepository
        json.member("repositories", of: zip(summary.repositories, order.ranges)) { repository, json in
            json.object { json in
                json.member("name", name(repository.0).escapingControls())
                json.member("images", repository.1.count)
            }
        }
    }

    private func writeCategories(to json: inout JSONWriter) {
        json.member("categories", of: ImageCategory.allCases) { category, json in
            json.object { json in
                json.member("name", category.styleClass)
                json.member("label", category.label(isDryRun: summary.isDryRun))
            }
        }
    }

    private func writeTypes(_ types: [String], to json: inout JSONWriter) {
        json.member("types", of: types) { type, json in
            json.object { json in
                json.member("name", type)
                json.member("isIndex", MediaType(type).isIndex)
            }
        }
    }

    /// Writes all digests as one text.
    ///
    /// The text has the algorithm, and then 64 digits of each digest.
    private func writeDigests(to json: inout JSONWriter) {
        let algorithm = "sha256:"
        json.key("digests")
        json.value(
            algorithm,
            continuedBy: order.rows.lazy.map { String(table.digests[$0].description.dropFirst(algorithm.count)) })
    }

    /// Writes the positions of the images that each image belongs to, as far as they are listed.
    private func writeLinks(_ name: String, _ links: PackedLists<ImageDigest>, to json: inout JSONWriter) {
        json.key(name)
        json.object { json in
            for range in order.ranges {
                // Lazy, since most repositories have no links to look up.
                lazy var finder = DigestFinder(table.digests, order.rows, in: range)
                for position in range where !links[order.rows[position]].isEmpty {
                    let parents = links[order.rows[position]].compactMap { finder.position(of: $0) }
                    json.member("\(position)", of: parents) { $1.value($0) }
                }
            }
        }
    }

    /// Escapes characters that could end the script element or begin markup.
    ///
    /// In JSON, only strings have such characters.
    static func escaped(_ json: [UInt8]) -> [UInt8] {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(json.count)
        for byte in json {
            switch byte {
            case UInt8(ascii: "<"): escaped += #"\u003c"#.utf8
            case UInt8(ascii: ">"): escaped += #"\u003e"#.utf8
            case UInt8(ascii: "&"): escaped += #"\u0026"#.utf8
            default: escaped.append(byte)
            }
        }
        return escaped
    }
}
