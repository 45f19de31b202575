import HTTPTransport
import HTTPTypes

/// The header fields of the Runtime API.
///
/// Their names are compared without regard to case.
enum RuntimeAPIField {
    static let requestID = "Lambda-Runtime-Aws-Request-Id"
    static let deadline = "Lambda-Runtime-Deadline-Ms"
    static let invokedFunctionARN = "Lambda-Runtime-Invoked-Function-Arn"
    static let traceID = "Lambda-Runtime-Trace-Id"
    static let clientContext = "Lambda-Runtime-Client-Context"
    static let cognitoIdentity = "Lambda-Runtime-Cognito-Identity"
    static let tenantID = "Lambda-Runtime-Aws-Tenant-Id"
    static let functionErrorType = "Lambda-Runtime-Function-Error-Type"
}

extension HTTPFields {
    /// The value of the field of that name, or `nil` when it is absent or empty: Lambda leaves empty ones out.
    subscript(name: String) -> String? {
        get {
            guard let name = HTTPField.Name(name), let value = self[name], !value.isEmpty else { return nil }
            return value
        }
        set {
            guard let name = HTTPField.Name(name) else { return }
            self[name] = newValue
        }
    }
}

extension Invocation {
    /// Reads the answer to `next`.
    init(_ response: TransportResponse) throws(RuntimeAPIError) {
        let fields = response.head.headerFields
        let requestID = fields[RuntimeAPIField.requestID]
        guard let requestID, PathSegment.isUsable(requestID) else {
            throw RuntimeAPIError(.next, .unusableRequestID(requestID))
        }
        self.init(
            requestID: requestID,
            event: response.body,
            deadline: fields[RuntimeAPIField.deadline],
            invokedFunctionARN: fields[RuntimeAPIField.invokedFunctionARN],
            traceID: fields[RuntimeAPIField.traceID],
            clientContext: fields[RuntimeAPIField.clientContext],
            cognitoIdentity: fields[RuntimeAPIField.cognitoIdentity],
            tenantID: fields[RuntimeAPIField.tenantID])
    }
}
