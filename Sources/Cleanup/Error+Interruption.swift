import AWSClient

extension Error {
    /// What to say of the error where it only means that the run came to its end: its time ran out, or it was cancelled.
    ///
    /// `nil` for every other error.
    ///
    /// - Parameter what: what was going on, to follow "while".
    func interruption(while what: String) -> String? {
        switch self {
        case let error as AWSError where error.code == .deadline: "time ran out while \(what)"
        case let error as AWSError where error.code == .outdated:
            "not sent: checked over 30 seconds ago, or the run was cancelled"
        case is CancellationError: "the run was cancelled while \(what)"
        default: nil
        }
    }
}
