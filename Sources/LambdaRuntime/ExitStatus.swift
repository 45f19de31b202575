extension LambdaRuntime {
    /// How the process has to end.
    public enum ExitStatus: Int32, Sendable, Hashable {
        /// The loop was cancelled.
        case success = 0
        /// The function could not start, or its environment is beyond use. Lambda starts another.
        case failure = 1
    }
}
