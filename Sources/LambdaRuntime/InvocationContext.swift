public import Essentials
public import Logging

/// A handler's information about its invocation.
public struct InvocationContext: Sendable {
    /// The id of the invocation, as in Lambda's own log lines.
    public var requestID: String
    /// The end of the invocation by the wall clock; timers run on while the process is frozen.
    public var deadline: Date
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
    /// A logger that adds the request id to every line.
    public var logger: Logger

    /// Creates a context.
    ///
    /// The request id is added to `logger`.
    public init(
        requestID: String, deadline: Date, invokedFunctionARN: String? = nil, traceID: String? = nil,
        clientContext: String? = nil, cognitoIdentity: String? = nil, tenantID: String? = nil, logger: Logger
    ) {
        self.requestID = requestID
        self.deadline = deadline
        self.invokedFunctionARN = invokedFunctionARN
        self.traceID = traceID
        self.clientContext = clientContext
        self.cognitoIdentity = cognitoIdentity
        self.tenantID = tenantID
        self.logger = logger.carrying(requestID: requestID)
    }

    /// Creates the context of `invocation`, received at `now`.
    ///
    /// - Throws: ``LambdaFunctionError`` of type ``FunctionErrorType/malformedInvocation`` if the deadline is missing
    ///   or not a number: a handler can't start without a deadline.
    init(_ invocation: Invocation, now: Date, logger: Logger) throws(LambdaFunctionError) {
        self.init(
            requestID: invocation.requestID,
            deadline: try InvocationDeadline.parse(invocation.deadline, now: now),
            invokedFunctionARN: invocation.invokedFunctionARN,
            traceID: invocation.traceID,
            clientContext: invocation.clientContext,
            cognitoIdentity: invocation.cognitoIdentity,
            tenantID: invocation.tenantID,
            logger: logger)
    }
}

extension Logger {
    /// A copy of the logger that adds an invocation's id to every line.
    func carrying(requestID: String) -> Logger {
        var logger = self
        logger[metadataKey: LogKey.requestID] = .string(requestID)
        return logger
    }
}
