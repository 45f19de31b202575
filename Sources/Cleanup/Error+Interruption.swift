import AWSClient

extension Error {
    /// A description of the error if it means the run's end.
    ///
    /// The run's time ran out, or the run was cancelled. The result is `nil` for every other error.
    ///
    /// - Parameter what: the activity, to follow "while".
    func interruption(while what: String) -> String? {
        switch self {
        case let error as AWSError where error.code == .deadline: "time ran out while \(what)"
        case is CancellationError: "the run was cancelled while \(what)"
        default: nil
        }
    }
}
