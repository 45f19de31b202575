import Essentials
import Formats
import ImageModel
import Retention

/// The data of the image list, as JSON for a script element.
///
/// Each fact is a column with a value for each image, in the order of the repositories. 100,000 images take about 11
/// MB, which a browser reads in a fraction of a second.
struct ImageListData {
    private let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    /// Writes the JSON part by part.
    ///
    /// - Throws: the errors of `sink`.
    func write(to sink: @escaping @Sendable (Data) throws -> Void) throws {
        var json = JSONWriter { try sink(Data(Self.escaped($0))) }
        let columns = ImageColumns(of: summary)
        let rows = summary.repositories.lazy.flatMap(\.images)
        json.object { json in
            json.member("now", Int(summary.startedAt.timeIntervalSince1970))
            writeRepositories(to: &json)
            writeCategories(to: &json)
            writeTypes(columns.types.values, to: &json)
            json.member("reasons", of: columns.reasons.values) { $1.value($0) }
            writeDigests(to: &json)
            json.member("tags", of: rows) { row, json in
                json.value(row.image.tags.map { $0.description.escapingControls() }.joined(separator: " "))
            }
            json.member("pushed", of: rows) { $1.value(Self.seconds($0.image.pushedAt)) }
            json.member("pulled", of: rows) { $1.value(Self.seconds($0.image.lastPulledAt)) }
            json.member("bytes", of: rows) { $1.value($0.image.sizeInBytes) }
            json.member("type", of: columns.type) { $1.value($0) }
            json.member("category", of: rows) { $1.value(ImageCategory(of: $0).rawValue) }
            json.member("rule", of: rows) { $1.value($0.decision.rule ?? 0) }
            json.member("reason", of: columns.reason) { $1.value($0) }
            writeLinks("heldBy", columns.heldBy, to: &json)
            writeLinks("subjects", columns.subjects, to: &json)
        }
        try json.finish(with: "")
    }

    private func writeRepositories(to json: inout JSONWriter) {
        let name = summary.nameOfRepository
        json.member("repositories", of: summary.repositories) { report, json in
            json.object { json in
                json.member("name", name(report).escapingControls())
                json.member("images", report.images.count)
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
        var digits = "sha256:"
        for report in summary.repositories {
            for row in report.images { digits += row.image.digest.description.dropFirst("sha256:".count) }
        }
        json.member("digests", digits)
    }

    /// Writes the rows of the images that each image belongs to.
    private func writeLinks(_ name: String, _ links: [(row: Int, parents: [Int])], to json: inout JSONWriter) {
        json.key(name)
        json.object { json in
            for (row, parents) in links { json.member("\(row)", of: parents) { $1.value($0) } }
        }
    }

    private static func seconds(_ time: Date?) -> Int { time.map { Int($0.timeIntervalSince1970) } ?? 0 }

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
