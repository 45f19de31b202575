public import Essentials

/// One invocation from the Runtime API: the event, and the unvalidated header fields.
public struct Invocation: Sendable, Hashable {
    /// The id for the answer.
    public var requestID: String
    /// The event's bytes.
    public var event: Data
    /// The text of `Lambda-Runtime-Deadline-Ms`, which should be epoch milliseconds.
    public var deadline: String?
    /// The ARN that the caller used: of the function, a version or an alias.
    public var invokedFunctionARN: String?
    /// The X-Ray tracing header.
    public var traceID: String?
    /// The client context from a mobile SDK, as JSON text.
    public var clientContext: String?
    /// The caller's Cognito identity, as JSON text.
    public var cognitoIdentity: String?
    /// The tenant, for a function with tenant isolation.
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
