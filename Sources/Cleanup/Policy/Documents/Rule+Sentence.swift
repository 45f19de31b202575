import ImageModel
import ImageUsage

extension Rule {
    /// What the rule does, as the predicate of a sentence.
    ///
    /// For example, `deletes images with a tag like "pr-*" that were pushed over 14 days ago`.
    public var sentence: String {
        let verb = action == .expire ? "deletes" : "archives"
        let exclusion =
            excludedTags.isEmpty
            ? "" : ", and without one like " + excludedTags.map { "\"\($0.text)\"" }.joined(separator: " or ") + ","
        let spared = keepNewest.map { ", but never the newest \($0) of them" } ?? ""
        let pulled = notPulledForDays.map { ", if they were not pulled for \(Self.days($0))" } ?? ""
        return "\(verb) \(subject)\(exclusion)\(condition)\(pulled)\(spared)"
    }

    private var subject: String {
        switch tagStatus {
        case .any: return excludedTags.isEmpty ? "images" : "images with any tags"
        case .untagged: return "untagged images"
        case .tagged(let list):
            let conjunction = list.match == .all ? " and " : " or "
            return "images with a tag " + list.entries.map(\.words).joined(separator: "\(conjunction)one ")
        }
    }

    private var condition: String {
        switch count {
        case .imageCountMoreThan(let count): ", all but the newest \(count)"
        case .sinceImagePushed(let days): " that were pushed over \(Self.days(days)) ago"
        case .sinceImagePulled(let days): " that were last pulled, or else pushed, over \(Self.days(days)) ago"
        case .sinceImageTransitioned(let days): " that were archived over \(Self.days(days)) ago"
        }
    }

    fileprivate static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }
}

extension TagList.Entry {
    fileprivate var words: String {
        switch self {
        case .prefix(let prefix): "that begins with \"\(prefix)\""
        case .pattern(let pattern): "like \"\(pattern.text)\""
        }
    }
}

extension Protection {
    /// What is kept, each as a phrase, such as `images that were pushed within 7 days`.
    public var phrases: [String] {
        var phrases: [String] = []
        if !tagPatterns.isEmpty {
            phrases.append("images with a tag like " + tagPatterns.map { "\"\($0.text)\"" }.joined(separator: " or "))
        }
        if let newest { phrases.append("the newest \(newest) of each repository") }
        if let pushedWithinDays { phrases.append("images that were pushed within \(Rule.days(pushedWithinDays))") }
        if let pulledWithinDays { phrases.append("images that were pulled within \(Rule.days(pulledWithinDays))") }
        if !inUse.isEmpty {
            phrases.append("what is in use by " + inUse.map(\.rawValue).sorted().joined(separator: ", "))
        }
        if !images.isEmpty {
            phrases.append("the images " + images.map(\.description).sorted().joined(separator: ", "))
        }
        for tag in repositoryTags.sorted(by: { $0.key < $1.key }) {
            phrases.append("every image of a repository with the resource tag \(tag.key)=\(tag.value)")
        }
        return phrases
    }
}

extension Limits {
    /// What may go, each as a phrase, such as `at most 5000 images in a run`.
    public var phrases: [String] {
        var phrases: [String] = []
        if let maximumImages { phrases.append("at most \(maximumImages) images in a run") }
        if let maximumImagesPerRepository {
            phrases.append("at most \(maximumImagesPerRepository) images in a repository, or none of them")
        }
        if let maximumShare {
            let percent = Int((maximumShare * 100).rounded())
            phrases.append("at most \(percent) % of a repository's images, or none of them")
        }
        return phrases
    }
}
