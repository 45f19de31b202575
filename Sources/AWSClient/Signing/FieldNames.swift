import HTTPTransport
public import HTTPTypes

extension HTTPField.Name {
    /// The time of a signed request, such as `20150830T123600Z`.
    public static let amzDate = Self(constant: "X-Amz-Date")

    /// The session token of temporary credentials.
    public static let amzSecurityToken = Self(constant: "X-Amz-Security-Token")

    /// The hash of the body, which S3 requires.
    static let amzContentSHA256 = Self(constant: "X-Amz-Content-SHA256")

    /// The host in a list of signed fields.
    ///
    /// A request carries its host as its authority, never as a field.
    static let signedHost = Self(constant: "Host")
}
