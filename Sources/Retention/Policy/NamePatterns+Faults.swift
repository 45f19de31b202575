import Formats

extension NamePatterns {
    /// What is wrong with one pattern of a list, or hardly meant.
    public struct Flaw: Sendable, Hashable {
        /// Where the pattern stands in its list, from 0.
        public let position: Int
        /// What is wrong, and what to write instead: a predicate of the pattern.
        public let message: String
    }

    /// The faults of a list: each would let a repository be touched that was to be left out, or leave out another.
    ///
    /// - Parameter remedy: what to do with a pattern that an exclusion before it defeats, as a command.
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

    /// The patterns that include nothing, since an exclusion that stands behind them takes it all away.
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

    /// How much of what a pattern matches the list may take.
    func share(of pattern: WildcardPattern) -> Share {
        let covering = inclusions.isEmpty ? !exclusions.isEmpty : inclusions.contains { $0.covers(pattern) }
        if exclusions.contains(where: { $0.covers(pattern) }) { return .none }
        if covering, !exclusions.contains(where: { $0.mayMeet(pattern) }) { return .all }
        return covering || inclusions.contains { $0.mayMeet(pattern) } ? .some : .none
    }

    /// How much of something is taken.
    enum Share {
        case none, some, all
    }
}
