import AWSClient

extension Error {
    /// Whether ECR says that the repository does not exist.
    var isRepositoryGone: Bool { (self as? AWSError)?.code == "RepositoryNotFoundException" }
}

extension RepositoryReport {
    /// Notes that the repository was deleted during the run.
    ///
    /// So there is nothing left to do.
    mutating func vanish() {
        (status, reason, isVanished) = (.succeeded, "the repository was deleted during the run", true)
    }
}
