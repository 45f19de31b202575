import Essentials
import Formats
import ImageModel

extension Protection {
    /// The members of an object of vetoes.
    enum Key: String, DocumentKey {
        case tagPatternList, newest, newestPulled, pushedWithinDays, pulledWithinDays, inUse, eksClusters, imageUris
        case imageUrisFrom, repositoryTag

        static let objectName = "protect"
        static var neighbors: [any DocumentKey.Type] { [Limits.Key.self, Policy.Section.Key.self, Policy.Key.self] }
    }

    /// The members of a repository's resource tag.
    enum TagKey: String, DocumentKey {
        case key, value

        static let objectName = "repositoryTag"
    }

    /// Whether an object of vetoes says which sources are asked.
    ///
    /// If none does, the default sources are asked.
    static func mentionsInUse(_ value: JSONValue?) -> Bool {
        guard case .object(let members)? = value else { return false }
        return members[Key.inUse.rawValue] != nil
    }

    /// Reads vetoes from a document; `nil` means none.
    init(_ object: DocumentObject<Key>?, _ findings: inout PolicyFindings) {
        self = .none
        guard let object else { return }
        tagPatterns = object.keepingTagPatterns(.tagPatternList, &findings)
        newest = object.integer(.newest, from: 1, &findings)
        newestPulled = object.integer(.newestPulled, from: 1, &findings)
        pushedWithinDays = object.integer(.pushedWithinDays, from: 1, &findings)
        pulledWithinDays = object.integer(.pulledWithinDays, from: 1, &findings)
        if pulledWithinDays == 1 { findings.warnOfOneDay(object.path(of: .pulledWithinDays)) }
        readSources(object, &findings)
        readClusters(object, &findings)
        readImages(object, &findings)
        readImageLists(object, &findings)
        readRepositoryTag(object, &findings)
        for key in Key.allCases where object.has(key) { findings.noteAddition(object.path(of: key)) }
    }

    /// Reads the sources of usage.
    ///
    /// An empty list names no source, so that a policy can ask none.
    private mutating func readSources(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        for (value, path) in object.elements(.inUse, &findings) ?? [] {
            guard case .string(let text) = value, let source = UsageSourceName(rawValue: text) else {
                let choices = UsageSourceName.allCases.map(\.rawValue)
                let names = choices.map { "\"\($0)\"" }.joined(separator: ", ")
                findings.fault(
                    path,
                    "is \(value.shown); it must be one of \(known: names)\(known: value.question(among: choices))")
                continue
            }
            inUse.insert(source)
        }
    }

    /// Reads patterns of clusters' names.
    private mutating func readClusters(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        guard let patterns = object.texts(.eksClusters, &findings) else { return }
        for (text, path) in patterns {
            let pattern = text.isExclusion ? text.excluded : text
            guard pattern.isEmpty || !pattern.utf8.allSatisfy(Self.isAllowedInClusterPattern) else { continue }
            findings.fault(
                path,
                "is \"\(text.excerpt())\"; it must be the name of an EKS cluster, in which * stands for any run of "
                    + "characters and a leading ! excludes")
        }
        eksClusters = ClusterPatterns(NamePatterns(patterns.map(\.text)))
    }

    private static func isAllowedInClusterPattern(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "-_*".utf8.contains(byte)
    }

    private mutating func readImages(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        for (text, path) in object.texts(.imageUris, &findings) ?? [] {
            guard let image = ImageReference(text), image.isWellFormed else {
                findings.fault(
                    path,
                    "is \"\(text.excerpt(200))\"; it must name an image of ECR's, such as "
                        + "\"123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/app:1.2\" or, by digest, \"…@sha256:…\""
                )
                continue
            }
            images.insert(image)
        }
    }

    private mutating func readImageLists(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        guard let elements = object.elements(.imageUrisFrom, &findings) else { return }
        if elements.isEmpty {
            findings.fault(object.path(of: .imageUrisFrom), "is empty; it must have at least one entry")
        }
        for (value, path) in elements {
            guard let list = ImageList(value, at: path, &findings) else { continue }
            imageLists.insert(list)
        }
    }

    private mutating func readRepositoryTag(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        guard let object = object.object(.repositoryTag, keys: TagKey.self, &findings),
            let tag = object.resourceTag(.key, .value, &findings)
        else { return }
        repositoryTags = [tag]
    }
}
