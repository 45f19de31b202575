public import Essentials

/// A place for the objects that a run reports by.
public protocol ReportStore: Sendable {
    /// The address of the run's folder, with a slash at its end.
    var prefix: String { get }

    /// Writes an object.
    ///
    /// - Parameters:
    ///   - name: the object's name below the prefix.
    ///   - contentType: the media type, such as `application/json`.
    /// - Throws: an error that says what could not be written, and why.
    func put(_ body: Data, as name: String, contentType: String) async throws
}
