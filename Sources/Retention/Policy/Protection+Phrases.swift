import ImageModel

extension Protection {
    /// The vetoes, each as a phrase.
    ///
    /// An example is `images that were pushed within 7 days`.
    public var phrases: [String] {
        var phrases: [String] = []
        if !tagPatterns.isEmpty {
            phrases.append("images with a tag like " + tagPatterns.map { "\"\($0.text)\"" }.joined(separator: " or "))
        }
        if let newest { phrases.append("the newest\(newest == 1 ? "" : " \(newest)") of each repository") }
        if let newestPulled {
            phrases.append("the last pulled\(newestPulled == 1 ? "" : " \(newestPulled)") of each repository")
        }
        if let pushedWithinDays { phrases.append("images that were pushed within \(Rule.days(pushedWithinDays))") }
        if let pulledWithinDays { phrases.append("images that were pulled within \(Rule.days(pulledWithinDays))") }
        if !inUse.isEmpty {
            let names = inUse.sorted().map { source in
                source == .eks ? "eks (in \((eksClusters ?? .all).phrase))" : source.rawValue
            }
            phrases.append("images in use by " + names.joined(separator: ", "))
        }
        if !images.isEmpty {
            phrases.append("the images " + images.map(\.description).sorted().joined(separator: ", "))
        }
        if !imageLists.isEmpty {
            let names = imageLists.map(\.name).sorted().map(\.rawValue)
            let noun =
                names.count == 1 ? "the list \(names[0]) names" : "the lists \(names.joined(separator: ", ")) name"
            phrases.append("images that \(noun)")
        }
        for tag in repositoryTags.sorted(by: { $0.key < $1.key }) {
            phrases.append("every image of a repository with the resource tag \(tag.key)=\(tag.value)")
        }
        return phrases
    }
}
