import ImageModel

/// The filter of `DescribeImages` and `ListImages`, by tags and status.
///
/// By default, the status is `ACTIVE`.
struct ImageFilter: Decodable {
    var tagStatus: String?
    var imageStatus: String?

    /// Checks both values against the model.
    func validate() throws {
        try Constraint.oneOf(["TAGGED", "UNTAGGED", "ANY"], tagStatus, name: "filter.tagStatus")
        try Constraint.oneOf(["ACTIVE", "ARCHIVED", "ACTIVATING", "ANY"], imageStatus, name: "filter.imageStatus")
    }

    /// The combination of both values.
    ///
    /// Each combination is a listing with page tokens of its own.
    var name: String { "\(tagStatus ?? "ANY") \(imageStatus ?? "ACTIVE")" }

    /// Whether an image matches.
    func accepts(_ image: SharedImage) -> Bool {
        let byTags =
            switch tagStatus {
            case "TAGGED": !image.value.facts.tags.isEmpty
            case "UNTAGGED": image.value.facts.tags.isEmpty
            default: true
            }
        let status = imageStatus ?? "ACTIVE"
        return byTags && (status == "ANY" || image.value.facts.status.description == status)
    }
}
