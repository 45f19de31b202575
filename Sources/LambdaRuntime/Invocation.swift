public import Essentials

/// One invocation as the Runtime API hands it out: the event, and what the header fields say, not yet judged.
public struct Invocation: Sendable, Hashable {
    /// The id that the answer must name.
    public var requestID: String
    /// The event's bytes.
    public var event: Data
    /// The text of `Lambda-Runtime-Deadline-Ms`, which ought to be epoch milliseconds.
    public var deadline: String?
    /// The ARN that the caller named: of the function, a version or an alias.
    public var invokedFunctionARN: String?
    /// The X-Ray tracing header.
    public var traceID: String?
    /// What a mobile SDK tells of its client, as JSON text.
    public var clientContext: String?
    /// The Cognito identity that called, as JSON text.
    public var cognitoIdentity: String?
    /// The tenant that a function with tenant isolation runs for.
    public var tenantID: String?

    /// Creates an invocation.
    public init(
        requestID: String, event: Data, deadline: String? = nil, invokedFunctionARN: String? = nil,
        traceID: String? = nil, clientContext: String? = nil, cognitoIdentity: String? = nil, tenantID: String? = nil
    ) {
        self.requestID = requestID
        self.event = event
        self.deadline = deadline
        self.invokedFunctionARN = invokedFunctionARN
        self.traceID = traceID
        self.clientContext = clientContext
        self.cognitoIdentity = cognitoIdentity
        self.tenantID = tenantID
    }
}
