/// Where an image is in its life: available, in the archive, or on its way back from there.
///
/// An open set: a status that ECR adds some day passes through, and no rule acts on it.
public struct ImageStatus: Sendable, Hashable, CustomStringConvertible {
    /// ECR's name of the status.
    public let description: String

    /// Creates a status from ECR's name of it.
    public init(_ name: String) { description = name }

    /// In standard storage, and can be pulled.
    public static let active = ImageStatus("ACTIVE")
    /// In archive storage; it must be restored before it can be pulled.
    public static let archived = ImageStatus("ARCHIVED")
    /// Being restored from archive storage.
    ///
    /// Nothing is done to such an image.
    public static let activating = ImageStatus("ACTIVATING")
}
