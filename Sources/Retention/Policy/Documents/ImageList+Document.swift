import Formats
import ImageModel

extension ImageList {
    /// The members of a list that is written as an object.
    enum Key: String, DocumentKey {
        case from, maxAgeHours

        static let objectName = "imageUrisFrom"
    }

    /// Reads a list: its place as a text, or an object with its place and age.
    ///
    /// The result is `nil` if the place is invalid, which is reported.
    init?(_ value: JSONValue, at path: DocumentPath, _ findings: inout PolicyFindings) {
        if case .string(let text) = value {
            guard let place = Place(text, at: path, &findings) else { return nil }
            self.init(place)
            return
        }
        guard case .object = value else {
            findings.fault(path, "is \(value.shown); it must be \(known: Place.expected), or an object with \"from\"")
            return nil
        }
        guard let object = DocumentObject<Key>(value, at: path, &findings) else { return nil }
        let hours = object.integer(.maxAgeHours, from: 1, &findings)
        guard let text = object.text(.from, isRequired: true, &findings),
            let place = Place(text, at: object.path(of: .from), &findings)
        else { return nil }
        self.init(place, maximumAgeHours: hours ?? Self.defaultMaximumAgeHours)
    }
}

extension ImageList.Place {
    fileprivate static let expected = "\"s3://BUCKET/KEY\", \"ssm:NAME\" or a file's path"

    /// Reads a place; what can be none is reported.
    fileprivate init?(_ text: String, at path: DocumentPath, _ findings: inout PolicyFindings) {
        func refuse(_ expected: String) {
            findings.fault(path, "is \"\(text.excerpt(200))\"; it must be \(known: expected)")
        }
        let lowercased = text.lowercased()
        if text.hasPrefix(S3URI.scheme) {
            guard let uri = S3URI(text) else {
                refuse("the address of an object, as s3://BUCKET/KEY")
                return nil
            }
            self = .object(uri)
        } else if text.hasPrefix("ssm:") {
            let name = String(text.dropFirst("ssm:".count))
            guard !name.allSatisfy(\.isWhitespace), !name.hasPrefix("//") else {
                refuse("the name of a parameter behind ssm:, such as \"ssm:/ecr-cleanup/images\"")
                return nil
            }
            self = .parameter(name: name)
        } else if text.allSatisfy(\.isWhitespace) || ["s3:", "ssm:", "arn:"].contains(where: lowercased.hasPrefix)
            || text.contains("://")
        {
            refuse(Self.expected)
            return nil
        } else {
            self = .file(path: text)
        }
    }
}
