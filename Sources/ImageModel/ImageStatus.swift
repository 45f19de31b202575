/// Where an image is in its life: available, in the archive, or on its way back from there.
///
/// An open set: a status that ECR adds some day passes through, and no rule acts on it.
public struct ImageStatus: Sendable, Hashable, CustomStringConvertible {
    // Every image has one: those that are known take no room of their own.
    private enum Name: Sendable, Hashable {
        case active
        case archived
        case activating
        indirect case other(String)
    }

    private let name: Name

    /// Creates a status from ECR's name of it.
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

    /// ECR's name of the status.
    public var description: String {
        switch name {
        case .active: "ACTIVE"
        case .archived: "ARCHIVED"
        case .activating: "ACTIVATING"
        case .other(let name): name
        }
    }

    /// In standard storage, and can be pulled.
    public static var active: ImageStatus { ImageStatus(Name.active) }
    /// In archive storage; it must be restored before it can be pulled.
    public static var archived: ImageStatus { ImageStatus(Name.archived) }
    /// Being restored from archive storage.
    ///
    /// Nothing is done to such an image.
    public static var activating: ImageStatus { ImageStatus(Name.activating) }
}
