import HTTPTransport
import HTTPTypes

extension HTTPField.Name {
    static let lambdaRequestID = Self(constant: "Lambda-Runtime-Aws-Request-Id")
    static let lambdaDeadline = Self(constant: "Lambda-Runtime-Deadline-Ms")
    static let lambdaInvokedFunctionARN = Self(constant: "Lambda-Runtime-Invoked-Function-Arn")
    static let lambdaTraceID = Self(constant: "Lambda-Runtime-Trace-Id")
    static let lambdaClientContext = Self(constant: "Lambda-Runtime-Client-Context")
    static let lambdaCognitoIdentity = Self(constant: "Lambda-Runtime-Cognito-Identity")
    static let lambdaTenantID = Self(constant: "Lambda-Runtime-Aws-Tenant-Id")
    static let lambdaFunctionErrorType = Self(constant: "Lambda-Runtime-Function-Error-Type")
}

extension Invocation {
    /// Reads the response to `next`.
    init(_ response: TransportResponse) throws(RuntimeAPIError) {
        let fields = response.head.headerFields
        // Lambda omits empty fields; an empty field means the same.
        func value(_ name: HTTPField.Name) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }
        let requestID = value(.lambdaRequestID)
        guard let requestID, PathSegment.isUsable(requestID) else {
            throw RuntimeAPIError(.next, .unusableRequestID(requestID))
        }
        self.init(
            requestID: requestID,
            event: response.body,
            deadline: value(.lambdaDeadline),
            invokedFunctionARN: value(.lambdaInvokedFunctionARN),
            traceID: value(.lambdaTraceID),
            clientContext: value(.lambdaClientContext),
            cognitoIdentity: value(.lambdaCognitoIdentity),
            tenantID: value(.lambdaTenantID))
    }
}
