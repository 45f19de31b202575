public import ImageModel

/// A list of images that are kept, which is written elsewhere.
public struct ImageList: Sendable, Hashable {
    /// The place of a list.
    public enum Place: Sendable, Hashable {
        /// An object of S3.
        case object(S3URI)
        /// A parameter of Systems Manager, by its name or ARN.
        case parameter(name: String)
        /// A file, by its path.
        case file(path: String)
    }

    /// The place.
    public let place: Place
    /// The hours since its last write after which the list is too old.
    public let maximumAgeHours: Int

    /// The hours that count if a policy does not say them.
    public static let defaultMaximumAgeHours = 24

    /// Creates a list.
    public init(_ place: Place, maximumAgeHours: Int = defaultMaximumAgeHours) {
        (self.place, self.maximumAgeHours) = (place, maximumAgeHours)
    }

    /// The list's name as a source of usage.
    ///
    /// It has the hours where they are not the usual ones: the same list may be asked for with others elsewhere.
    public var name: UsageSourceName {
        let age = maximumAgeHours == Self.defaultMaximumAgeHours ? "" : " (at most \(maximumAgeHours) h old)"
        return .list(at: "\(place)\(age)")
    }
}

extension ImageList.Place: CustomStringConvertible {
    /// The place in words.
    public var description: String {
        switch self {
        case .object(let uri): uri.description
        case .parameter(let name): "ssm:\(name)"
        case .file(let path): "file \(path)"
        }
    }
}
