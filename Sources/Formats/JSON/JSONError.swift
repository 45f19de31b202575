/// An error in a JSON text, and its place.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
    }

    /// The path to the place, the last step first.
    var path: [Step] = []
    /// The first wrong byte, if the text itself is at fault.
    let offset: Int?
    let reason: String

    /// Creates a fault; the readers around it add the path.
    public init(_ reason: String) {
        self.init(reason, at: nil)
    }

    /// Creates a fault of the text.
    ///
    /// - Parameter offset: the first wrong byte.
    init(_ reason: String, at offset: Int?) {
        self.reason = reason
        self.offset = offset
    }

    /// A fault for a member that an object lacks.
    public static func missing(_ member: String) -> JSONError {
        var fault = JSONError("is missing")
        fault.path = [.member(member)]
        return fault
    }

    /// The place as a JSON path, and the reason.
    public var description: String {
        let path = path.reversed().reduce("$") { path, step in
            switch step {
            case .member(let name): "\(path).\(name)"
            case .element(let position): "\(path)[\(position)]"
            }
        }
        return "\(path): \(reason)" + (offset.map { ", at byte \($0)" } ?? "")
    }
}
