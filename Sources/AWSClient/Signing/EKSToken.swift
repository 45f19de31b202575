public import Essentials
import HTTPTransport
import HTTPTypes

/// A bearer token for the Kubernetes API of an EKS cluster.
///
/// It is a presigned `GetCallerIdentity` request for the cluster alone. EKS sends the request to STS to learn who calls.
/// A cluster accepts a token for 15 minutes. The token is byte for byte that of `aws eks get-token`.
///
/// - SeeAlso: [aws-iam-authenticator](https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster)
public struct EKSToken: Sendable {
    /// The token's text, a secret.
    public let text: String

    private let redaction: Redaction

    /// Creates a token.
    ///
    /// - Parameters:
    ///   - cluster: The cluster's name.
    ///   - credentials: The caller's credentials.
    ///   - sts: The endpoint of STS that EKS sends the request to, of AWS's own and not an override.
    ///   - date: When the token is made, by AWS's clock.
    /// - Throws: ``HashError`` when the system's cryptographic library fails.
    public init(
        cluster: String, credentials: Credentials, sts: Endpoint, at date: Date
    ) throws(HashError) {
        let head = HTTPRequest(
            method: .get, scheme: sts.scheme, authority: sts.authority,
            path: "\(sts.path)/?Action=GetCallerIdentity&Version=2011-06-15",
            headerFields: [.clusterID: cluster])
        let signer = SigV4Signer(credentials: credentials, region: sts.signingRegion, service: "sts")
        let signed = try signer.presign(head, at: date, lifetime: 60)
        let url = "\(sts.scheme)://\(sts.authority)\(signed.path ?? "/")"
        text = "k8s-aws-v1." + Data(url.utf8).base64URL
        let signature = url.split(separator: "=").last.map(String.init) ?? ""
        redaction = Redaction(
            of: [text, signature, credentials.secretAccessKey, credentials.sessionToken ?? ""])
    }

    /// A text without the token, and without the secrets that it is made of.
    public func redacted(_ text: String) -> String { redaction.redacted(text) }
}

extension EKSToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// No part of the token, so that no log can hold one.
    public var description: String { "EKSToken" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// No part of the token.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPField.Name {
    /// The cluster that a token is for.
    fileprivate static let clusterID = Self(constant: "x-k8s-aws-id")
}

extension Data {
    /// The bytes in base64 for URLs, without padding.
    ///
    /// - SeeAlso: [RFC 4648, section 5](https://www.rfc-editor.org/rfc/rfc4648#section-5)
    fileprivate var base64URL: String {
        let digits = base64EncodedString().utf8.compactMap { (byte) -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
