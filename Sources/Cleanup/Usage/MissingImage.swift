import Formats

/// An image in use that its repository does not have.
public struct MissingImage: Sendable, Hashable, Comparable {
    /// The image as the workload names it, with the digest that it got.
    public let image: String
    /// The workload in words, such as `ECS task arn:aws:ecs:…`, and how many others there are.
    public let usedBy: String

    /// Creates the record of an image and of all who use it.
    init(image: String, users: some Sequence<String>) {
        let users = Set(users).sorted()
        self.image = image
        usedBy = (users.first ?? "") + (users.count > 1 ? " and \(users.count - 1) more" : "")
    }

    /// Orders by the image, then by its users.
    public static func < (one: MissingImage, other: MissingImage) -> Bool {
        (one.image, one.usedBy) < (other.image, other.usedBy)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("image", image.excerpt)
            json.member("usedBy", usedBy.excerpt)
        }
    }
}
