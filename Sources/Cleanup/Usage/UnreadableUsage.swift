import AWSClient
import ImageModel

/// An error about a source without a client.
struct NobodyAsked: Error, CustomStringConvertible {
    let description = "there is no connection to it"
}

/// An error about a source that does not cover a repository.
struct NotSeen: Error, CustomStringConvertible {
    let repository: RepositoryName

    var description: String {
        "it does not cover the repository \(repository). Include the repository in its continuous scanning, "
            + "or give it a policy whose protect.inUse leaves this source out"
    }
}

/// An error that usage is not known completely.
struct UnreadableUsage: Error, CustomStringConvertible {
    /// The text, with advice if a permission is missing.
    let description: String
    /// The cause of the error.
    let error: any Error

    /// Creates an error about one source.
    init(source: UsageSourceName, error: any Error) {
        let remedy =
            source.isList
            ? "take \"\(source.rawValue)\" out of protect.imageUrisFrom"
            : "write protect.inUse without \"\(source.rawValue)\""
        let isDenied = (error as? AWSError)?.isDenial == true
        self.init(
            source: source.rawValue, error: error,
            advice: isDenied ? ". Or \(remedy), if no image is used from there" : "")
    }

    /// Creates an error about one or several sources.
    init(source: String, error: any Error, advice: String = "") {
        let reason = error.interruption(while: "it was read") ?? "\(error)"
        description = "usage can't be read from \(source): \(reason)\(advice)"
        self.error = error
    }

    /// Creates an error about the pull times of a replica.
    init(pullsFrom replica: RegistryLocation, error: any Error) {
        description = "deletions go on to \(replica), and its images can't be read: \(error)"
        self.error = error
    }

    /// Creates an error about the resource tags of a replica's repository.
    init(tagsFrom replica: RegistryLocation, error: any Error) {
        description = "deletions go on to \(replica), and its repository's resource tags can't be read: \(error)"
        self.error = error
    }

    /// Creates an error about a replica in an unread place.
    init(unlisted replica: RegistryLocation) {
        let error = UnlistedReplica()
        description = "deletions go on to \(replica), \(error)"
        self.error = error
    }

    /// Creates an error about replication that is not known.
    init(replicationUnknownBy error: any Error) {
        description = "it is not known whether deletions are replicated: \(error)"
        self.error = error
    }
}

/// An error about a replica whose place the policy does not read.
private struct UnlistedReplica: Error, CustomStringConvertible {
    let description =
        "and the target's usageFrom does not list that place with a role of that account: list it, and the target's own place"
}

/// An error about sources that take longer than a reading is valid.
struct SlowUsage: Error, CustomStringConvertible {
    let description = "it takes over five minutes, and other images may be in use by then"
}
