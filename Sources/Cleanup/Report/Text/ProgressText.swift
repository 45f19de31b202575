public import Essentials

/// A run's progress as one line for a terminal.
public struct ProgressText: Sendable {
    private let progress: RunProgress.Snapshot
    private let elapsed: TimeInterval

    /// Creates the text for a moment.
    ///
    /// - Parameter elapsed: the seconds since the run began.
    public init(_ progress: RunProgress.Snapshot, elapsed: TimeInterval) {
        (self.progress, self.elapsed) = (progress, elapsed)
    }

    /// The line, without the last parts if it would be too long.
    ///
    /// - Parameter width: the maximum number of characters.
    public func line(width: Int) -> String {
        var parts = parts
        while parts.count > 1, Self.joined(parts).count > width { parts.removeLast() }
        return Self.joined(parts).shortened(to: width)
    }

    private static func joined(_ parts: [String]) -> String { parts.joined(separator: " · ") }

    /// The parts of the line, the most important first.
    private var parts: [String] {
        guard progress.repositories > 0 else { return ["listing repositories"] }
        var parts = [
            "\(Amounts.count(progress.repositoriesDone)) of \(Amounts.repositories(progress.repositories))"
        ]
        if let timeLeft { parts.append(timeLeft) }
        if progress.deleted > 0 { parts.append("\(Amounts.count(progress.deleted)) deleted") }
        if progress.archived > 0 { parts.append("\(Amounts.count(progress.archived)) archived") }
        let rate = elapsed >= 1 ? " (\(Amounts.count(Int(Double(progress.imagesRead) / elapsed)))/s)" : ""
        parts.append("\(Amounts.images(progress.imagesRead)) read\(rate)")
        if progress.throttled > 0 {
            parts.append("\(Amounts.count(progress.throttled)) \(progress.throttled == 1 ? "call" : "calls") throttled")
        }
        return parts
    }

    /// The estimated time left, by the repositories that are finished.
    private var timeLeft: String? {
        let left = progress.repositories - progress.repositoriesDone
        guard progress.repositoriesDone >= max(3, progress.repositories / 10), left > 0, elapsed >= 2 else {
            return nil
        }
        let seconds = elapsed / Double(progress.repositoriesDone) * Double(left)
        if seconds < 60 { return "about \(max(1, Int(seconds.rounded(.up)))) s left" }
        return "about \(Amounts.count(Int((min(seconds, 1e9) / 60).rounded(.up)))) min left"
    }
}
