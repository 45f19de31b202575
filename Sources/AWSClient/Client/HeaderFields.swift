import HTTPTransport
import HTTPTypes

extension HTTPField.Name {
    static let target = HTTPField.Name(constant: "X-Amz-Target")
    static let errorType = HTTPField.Name(constant: "X-Amzn-ErrorType")
    static let requestID = HTTPField.Name(constant: "X-Amzn-RequestId")
    static let alternateRequestID = HTTPField.Name(constant: "X-Amz-Request-Id")
    static let retryAfterMilliseconds = HTTPField.Name(constant: "X-Amz-Retry-After")
    static let sdkInvocationID = HTTPField.Name(constant: "Amz-Sdk-Invocation-Id")
    static let sdkRequest = HTTPField.Name(constant: "Amz-Sdk-Request")
}
