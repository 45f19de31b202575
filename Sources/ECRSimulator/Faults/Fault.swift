public import ImageModel

/// A failure or a delay of calls, on request.
public struct Fault: Sendable, Hashable {
    /// The effect on a call.
    public enum Kind: Sendable, Hashable {
        /// Throttling under the service's error name; nothing takes effect.
        case throttling
        /// Throttling of calls above a limit, counted for each operation.
        case rateLimit(RateLimit)
        /// A server error, with a body from AWS or a proxy.
        ///
        /// The body is AWS's JSON or a proxy's HTML. The request may take effect nevertheless.
        case serverError(status: Int, hasJSONBody: Bool = true, takesEffect: Bool = false)
        /// The connection ends without an answer.
        ///
        /// `afterEffect` says whether the request takes effect before.
        case connectionCut(afterEffect: Bool)
        /// The request takes effect; the connection ends within the answer's body.
        case truncatedBody
        /// The request takes effect at once, and the answer is delayed.
        case latency(milliseconds: Int)
        /// The session has expired; nothing takes effect.
        case expiredToken
        /// No policy allows the call; nothing takes effect.
        case accessDenied
        /// One or all items of a batch fail; the status is 200.
        case itemFailure(ItemFailure)
    }

    /// The effect.
    public var kind: Kind
    /// The affected operation.
    ///
    /// `nil` for all operations.
    public var operation: Operation?
    /// The affected account.
    ///
    /// `nil` for all accounts.
    public var account: String?
    /// The affected region.
    ///
    /// `nil` for all regions.
    public var region: String?
    /// The first affected call of an operation.
    ///
    /// Calls are numbered from 1 since the start or last reset.
    public var firstCall: Int
    /// The number of calls that may be affected.
    ///
    /// `nil` for all calls.
    public var calls: Int?
    /// The probability of the fault for each call, from 0 to 1.
    public var probability: Double

    /// Creates a fault; by default, it affects every call of every operation.
    public init(
        _ kind: Kind, of operation: Operation? = nil, account: String? = nil, region: String? = nil, firstCall: Int = 1,
        calls: Int? = nil,
        probability: Double = 1
    ) {
        self.kind = kind
        self.operation = operation
        self.account = account
        self.region = region
        self.firstCall = firstCall
        self.calls = calls
        self.probability = probability
    }
}

/// The failure of one or all items of a batch.
public struct ItemFailure: Sendable, Hashable {
    /// The image that fails.
    ///
    /// `nil` for all images of the call.
    public var digest: ImageDigest?
    /// ECR's failure code, such as `KmsError`.
    public var code: String
    /// The explanation.
    public var reason: String

    /// Creates a failure.
    public init(digest: ImageDigest? = nil, code: String, reason: String = "Failed on request of the simulator's user")
    {
        self.digest = digest
        self.code = code
        self.reason = reason
    }

    func applies(to digest: ImageDigest) -> Bool { self.digest == nil || self.digest == digest }
}
