import Formats

extension NamePatterns {
    /// A problem with one pattern of a list.
    public struct Flaw: Sendable, Hashable {
        /// The pattern's position in its list, from 0.
        public let position: Int
        /// The problem and the remedy, as a predicate of the pattern.
        public let message: String
    }

    /// The faults of a list, which would change the repositories it means.
    ///
    /// Each fault would touch a repository that was to be left out, or leave out another.
    ///
    /// - Parameter remedy: the advice for a pattern that an earlier exclusion defeats, as a command.
    public static func faults(in texts: [String], remedy: String) -> [Flaw] {
        var exclusions: [WildcardPattern] = []
        return texts.enumerated().compactMap { position, text in
            if text.isExclusion {
                let pattern = text.excluded
                exclusions.append(WildcardPattern(pattern))
                guard !pattern.isEmpty else {
                    return Flaw(
                        position: position, message: #"is "!"; a pattern must follow it, such as "!team-a/legacy""#)
                }
                guard let flaw = NameGrammar.repository.flaw(in: text, keeps: true), !flaw.isDoubtful else {
                    return nil
                }
                return Flaw(position: position, message: flaw.message)
            }
            guard let exclusion = exclusions.first(where: { $0.covers(WildcardPattern(text)) }) else { return nil }
            return Flaw(
                position: position,
                message: "is \"\(text.excerpt())\", and \"!\(exclusion.text.excerpt())\" excludes all of it, "
                    + "since an exclusion counts wherever it stands. \(remedy)")
        }
    }

    /// The patterns that match nothing, since a later exclusion covers them.
    static func defeated(in texts: [String]) -> [Flaw] {
        let patterns = NamePatterns(texts)
        return texts.enumerated().compactMap { position, text in
            guard !text.isExclusion,
                let exclusion = patterns.exclusions.first(where: { $0.covers(WildcardPattern(text)) })
            else { return nil }
            return Flaw(
                position: position,
                message: "matches nothing, since \"!\(exclusion.text.excerpt())\" excludes all of it")
        }
    }

    /// Whether every name matches.
    var takeAll: Bool { exclusions.isEmpty && inclusions.contains { $0.text.allSatisfy { $0 == "*" } } }

    /// The share of a pattern's matches that the list may take.
    func share(of pattern: WildcardPattern) -> Share {
        let covering = inclusions.isEmpty ? !exclusions.isEmpty : inclusions.contains { $0.covers(pattern) }
        if exclusions.contains(where: { $0.covers(pattern) }) { return .none }
        if covering, !exclusions.contains(where: { $0.mayMeet(pattern) }) { return .all }
        return covering || inclusions.contains { $0.mayMeet(pattern) } ? .some : .none
    }

    /// A share of a pattern's matches.
    enum Share {
        case none, some, all
    }
}
