public import Essentials
public import Logging

/// What a handler may know of the invocation that it works on.
public struct InvocationContext: Sendable {
    /// The id of the invocation, which Lambda's own log lines carry too.
    public var requestID: String
    /// When Lambda ends the invocation, by the wall clock: a timer's clock runs on while the process is frozen.
    public var deadline: Date
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
    /// A logger whose every line carries the request id.
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
    /// - Throws: ``LambdaFunctionError`` of type ``FunctionErrorType/malformedInvocation`` when the deadline is
    ///   missing or isn't a number: a handler that doesn't know when it ends can't be started.
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
    /// A copy of this logger whose lines carry the id of an invocation.
    func carrying(requestID: String) -> Logger {
        var logger = self
        logger[metadataKey: LogKey.requestID] = .string(requestID)
        return logger
    }
}
