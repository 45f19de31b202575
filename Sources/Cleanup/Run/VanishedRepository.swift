import AWSClient

extension Error {
    /// Whether ECR says that there is no such repository.
    var isRepositoryGone: Bool { (self as? AWSError)?.code == "RepositoryNotFoundException" }
}

extension RepositoryReport {
    /// Notes that somebody deleted the repository during the run, which leaves nothing to do.
    mutating func vanish() {
        (status, reason, isVanished) = (.succeeded, "the repository was deleted during the run", true)
    }
}
