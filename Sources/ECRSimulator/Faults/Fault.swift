public import ImageModel

/// Something that goes wrong, or slowly, on request.
public struct Fault: Sendable, Hashable {
    /// What happens to a call.
    public enum Kind: Sendable, Hashable {
        /// Too many calls, by the service's name of that; nothing takes effect.
        case throttling
        /// Too many calls where there are more than a limit allows, each operation's counted by themselves.
        case rateLimit(RateLimit)
        /// A failure of the server's: its status, whether the body is AWS's JSON or a proxy's HTML, and whether the
        /// request took effect all the same.
        case serverError(status: Int, hasJSONBody: Bool = true, takesEffect: Bool = false)
        /// The connection ends without an answer, before the request took effect or after it.
        case connectionCut(afterEffect: Bool)
        /// The request takes effect; the connection ends in the middle of the answer's body.
        case truncatedBody
        /// The request takes effect at once, and the answer waits.
        case latency(milliseconds: Int)
        /// The session has expired; nothing takes effect.
        case expiredToken
        /// No policy allows the call; nothing takes effect.
        case accessDenied
        /// An item of a batch fails inside a 200. Without a digest, each item of the call does.
        case itemFailure(ItemFailure)
    }

    /// What happens.
    public var kind: Kind
    /// The operation that it happens to.
    ///
    /// `nil` is each of them.
    public var operation: Operation?
    /// The account in which it happens.
    ///
    /// `nil` is each of them.
    public var account: String?
    /// The region in which it happens.
    ///
    /// `nil` is each of them.
    public var region: String?
    /// The first call of an operation that it can happen to, counted from 1 since the start (or the last reset).
    public var firstCall: Int
    /// How many calls from there on it can happen to.
    ///
    /// `nil` is all of them.
    public var calls: Int?
    /// How likely it happens to each of these, from 0 to 1.
    public var probability: Double

    /// Creates a fault; as it is, of each call of each operation.
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

/// The failure of one item of a batch, by ECR's code and a reason.
public struct ItemFailure: Sendable, Hashable {
    /// The image that fails.
    ///
    /// `nil` is each of the call's.
    public var digest: ImageDigest?
    /// ECR's code of the failure, such as `KmsError`.
    public var code: String
    /// The sentence that comes with it.
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
