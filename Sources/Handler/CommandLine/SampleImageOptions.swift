import ArgumentParser
import Essentials
import Formats
import ImageModel
import Retention

/// The options of `policy check` that describe one image.
struct SampleImageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Say what the policy would do to an image with these tags, separated by commas.", valueName: "tags"))
    var tags: String?

    @Flag(help: "Say what the policy would do to an untagged image.")
    var untagged = false

    @Option(help: ArgumentHelp("The days since the image's push, such as 40 or 0.5.", valueName: "days"))
    var age: String?

    @Option(help: ArgumentHelp("The days since its last pull; without it, it was never pulled.", valueName: "days"))
    var pulled: String?

    @Option(
        help: ArgumentHelp("Its repository, which decides the policy that applies.", valueName: "name"))
    var repository: String?

    /// The image that the options describe; `nil` if none of them is given.
    ///
    /// - Throws: ``ConfigurationError`` if the options don't describe an image.
    func image() throws -> SampleImage? {
        guard tags != nil || untagged || age != nil || pulled != nil || repository != nil else { return nil }
        guard (tags != nil) != untagged else {
            throw ConfigurationError(
                untagged
                    ? "--untagged does not go with --tags"
                    : "which tags has the image? Add --tags TAG,TAG or --untagged")
        }
        guard let age else { throw ConfigurationError("how old is the image? Add --age DAYS") }
        let days = try Self.days(age, of: "--age")
        let daysSincePull = try pulled.map { try Self.days($0, of: "--pulled") }
        if let daysSincePull, daysSincePull > days {
            throw ConfigurationError(
                "--pulled: \(daysSincePull) days ago the image was not pushed yet (--age \(age))")
        }
        return SampleImage(
            tags: try tags.map(Self.tags) ?? [], age: days, sincePull: daysSincePull,
            repository: try repository.map(Self.repository))
    }

    /// The maximum age of an image, in days: a hundred years.
    private static let mostDays = 36_500.0

    private static func days(_ text: String, of option: String) throws -> Double {
        guard let days = Double(text), (0...mostDays).contains(days) else {
            throw ConfigurationError(
                "\(option): expected a number of days from 0 to \(Int(mostDays)), such as 40 or 0.5, "
                    + "found \"\(text.excerpt())\"")
        }
        return days
    }

    private static func tags(_ text: String) throws -> [ImageTag] {
        let tags = text.split(separator: ",", omittingEmptySubsequences: false).map { ImageTag(String($0)) }
        for tag in tags where !tag.isWellFormed {
            throw ConfigurationError(
                "--tags: \"\(tag.description.excerpt())\" is no tag. A tag has up to 128 letters, digits and . _ -, and "
                    + "commas separate tags: --tags v1,latest")
        }
        return Set(tags).sorted()
    }

    private static func repository(_ text: String) throws -> RepositoryName {
        let name = RepositoryName(text)
        guard name.isWellFormed else {
            throw ConfigurationError(
                "--repository: \"\(text.excerpt())\" is no repository's name, such as team-a/app, without the "
                    + "registry's host")
        }
        return name
    }
}
