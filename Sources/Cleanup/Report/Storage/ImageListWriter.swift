import Essentials
import Formats
import ImageModel

/// The text of an object that lists images, with everything that is known of each.
///
/// Each image has a line of its own, below its repository.
struct ImageListWriter {
    private var text = Data()
    private var repository: (report: RepositoryReport, isOpen: Bool)?

    /// The number of images so far.
    private(set) var imageCount = 0

    /// Begins the list of a repository's images.
    mutating func begin(_ report: RepositoryReport) {
        end()
        repository = (report, false)
    }

    /// Adds an image of the repository that was begun last.
    mutating func append(_ row: ImageReport) {
        open()
        var json = JSONWriter()
        row.write(to: &json, showsFamilies: true)
        text += json.bytes
        imageCount += 1
    }

    /// Takes the text so far, and begins another one in the same repository.
    mutating func take() -> Data {
        let current = repository
        end()
        text += "\n]}\n".utf8
        defer {
            (text, imageCount) = (Data(), 0)
            repository = current.map { ($0.report, false) }
        }
        return text
    }

    /// Writes the beginning of the repository, or the comma after its last image.
    private mutating func open() {
        guard let current = repository, !current.isOpen else {
            text += ",\n".utf8
            return
        }
        var json = JSONWriter()
        json.object { json in
            json.member("registryId", current.report.registryID)
            json.member("region", current.report.region)
            if current.report.isPublic { json.member("public", true) }
            json.member("name", current.report.name.description)
        }
        if text.isEmpty {
            text += #"{"schemaVersion":\#(Summary.schemaVersion),"repositories":["#.utf8
            text += "\n".utf8
        } else {
            text += ",\n".utf8
        }
        text += json.bytes.dropLast() + ",\"images\":[\n".utf8
        repository = (current.report, true)
    }

    /// Writes the end of the repository, if it has images.
    private mutating func end() {
        if repository?.isOpen == true { text += "]}".utf8 }
        repository = nil
    }
}
