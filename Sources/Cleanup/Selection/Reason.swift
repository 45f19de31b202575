public import ImageModel

/// Why an image was decided upon as it was: facts, which become a sentence only when somebody reads it.
public enum Reason: Sendable, Hashable {
    /// It was pushed longer ago than a rule allows.
    case olderThan(days: Int, age: Double)
    /// A rule is about it, and it is within what that allows.
    case withinAge(days: Int, age: Double)
    /// No rule is about it.
    case noRule
    /// The registry does not say when it was pushed, so that its age is not known.
    case unknownAge
    /// It is being restored from the archive, or in a state that is not known.
    case unsettled(ImageStatus)
    /// It is a referrer (a signature, an SBOM), and these are left alone.
    case refers(to: ImageDigest)
}

extension Reason: CustomStringConvertible {
    /// A sentence for a person.
    public var description: String {
        switch self {
        case .olderThan(let days, let age): "older than \(days) days (\(Self.text(age)))"
        case .withinAge(let days, let age): "not older than \(days) days (\(Self.text(age)))"
        case .noRule: "no rule is about it"
        case .unknownAge: "its age is not known: the registry does not say when it was pushed"
        case .unsettled(let status): "its status is \(status): nothing is done to it"
        case .refers(let subject): "it refers to \(subject), and referrers are left alone"
        }
    }

    /// An age in days with one decimal place, cut and not rounded: 15.04 is shown as what it is over, 15.0, and
    /// 14.99 never as 15.
    private static func text(_ days: Double) -> String {
        let tenths = Int(min(max(days, 0), 1e9) * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
