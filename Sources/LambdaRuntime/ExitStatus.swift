extension LambdaRuntime {
    /// The exit status of the process.
    public enum ExitStatus: Int32, Sendable, Hashable {
        /// The loop was cancelled.
        case success = 0
        /// The function could not start, or its environment is unusable. Lambda starts another.
        case failure = 1
    }
}
