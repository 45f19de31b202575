extension Limits {
    /// The limits, each as a phrase.
    ///
    /// An example is `at most 5000 images in a run`.
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
        if let announceDays {
            phrases.append("only images that a plan named \(AgeLimit.days(announceDays).words) before or earlier")
        }
        return phrases
    }
}
