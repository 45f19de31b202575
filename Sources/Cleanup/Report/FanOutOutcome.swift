import Formats

/// The result of a fan-out's batches, in the summary of all of them.
public struct FanOutOutcome: Sendable, Hashable {
    /// A batch that failed.
    public struct Failure: Sendable, Hashable {
        /// The batch's number, from 0.
        public var batch: Int
        /// The error's type, of Lambda, Step Functions or the program.
        public var error: String
        /// The error's message.
        public var cause: String

        /// Creates the record of a failure.
        public init(batch: Int, error: String, cause: String) {
            (self.batch, self.error, self.cause) = (batch, error, cause)
        }
    }

    /// The maximum number of failures in a summary; all are in the bucket.
    private static let mostFailures = 10

    /// The address of the folder with the results, with a slash at its end.
    public var results: String
    /// The number of batches.
    public var batches: Int
    /// The batches that failed, in order.
    public var failures: [Failure]

    /// Creates an outcome.
    public init(results: String, batches: Int, failures: [Failure]) {
        (self.results, self.batches, self.failures) = (results, batches, failures)
    }

    /// Writes the value of the summary's member `fanOut`.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("results", results)
            json.member("batches", batches)
            json.member("failed", failures.count)
            json.member("failures", of: failures.prefix(Self.mostFailures)) { failure, json in
                json.object { json in
                    json.member("batch", failure.batch)
                    json.member("error", failure.error.excerpt)
                    json.member("cause", failure.cause.excerpt)
                }
            }
        }
    }
}
