/// The status of an image: active, archived, or being restored.
///
/// Statuses are an open set: a status that ECR adds later is kept, and no rule acts on it.
public struct ImageStatus: Sendable, Hashable, CustomStringConvertible {
    // Every image has a status: the known names need no storage of their own.
    private enum Name: Sendable, Hashable {
        case active
        case archived
        case activating
        indirect case other(String)
    }

    private let name: Name

    /// Creates a status from ECR's name.
    public init(_ name: String) {
        self.name =
            switch name {
            case "ACTIVE": .active
            case "ARCHIVED": .archived
            case "ACTIVATING": .activating
            default: .other(name)
            }
    }

    private init(_ name: Name) { self.name = name }

    /// ECR's name for the status.
    public var description: String {
        switch name {
        case .active: "ACTIVE"
        case .archived: "ARCHIVED"
        case .activating: "ACTIVATING"
        case .other(let name): name
        }
    }

    /// The image is in standard storage, and can be pulled.
    public static var active: ImageStatus { ImageStatus(Name.active) }
    /// The image is in archive storage, and must be restored for pulls.
    public static var archived: ImageStatus { ImageStatus(Name.archived) }
    /// The image is being restored from archive storage.
    ///
    /// Such an image is left alone.
    public static var activating: ImageStatus { ImageStatus(Name.activating) }
}
