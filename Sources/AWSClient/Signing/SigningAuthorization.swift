public import HTTPTypes

extension SigV4Signer {
    /// The `Authorization` field of a signed request.
    ///
    /// It names the access key, the signature's scope and the signed fields.
    public struct Authorization: Sendable, Hashable {
        /// The id of the access key that signed.
        public let accessKeyID: String

        /// The day of the signature's scope, such as `20150830`.
        public let day: String

        /// The region of the signature's scope, as it was sent.
        public let region: String

        /// The service's signing name.
        public let service: String

        /// The names of the fields that are signed.
        public let signedFields: [HTTPField.Name]

        /// The signature, in lower-case hexadecimal.
        public let signature: String

        init(
            accessKeyID: String, day: String, region: String, service: String,
            signedFields: [HTTPField.Name], signature: String
        ) {
            self.accessKeyID = accessKeyID
            self.day = day
            self.region = region
            self.service = service
            self.signedFields = signedFields
            self.signature = signature
        }

        /// Reads the value of an `Authorization` field.
        ///
        /// The result is `nil` unless the field is one of Signature Version 4.
        ///
        /// Specification:
        /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request>
        public init?(_ fieldValue: String) {
            guard fieldValue.hasPrefix("AWS4-HMAC-SHA256 ") else { return nil }
            var parts: [Substring: Substring] = [:]
            for part in fieldValue.dropFirst("AWS4-HMAC-SHA256 ".count).split(separator: ",") {
                let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, parts.updateValue(pair[1], forKey: pair[0]) == nil else { return nil }
            }
            guard parts.count == 3, let names = parts["SignedHeaders"], let signature = parts["Signature"],
                let scope = parts["Credential"]?.split(separator: "/", omittingEmptySubsequences: false),
                scope.count == 5, scope[4] == "aws4_request"
            else { return nil }

            let fields = names.split(separator: ";").map { HTTPField.Name(String($0)) }
            guard !fields.contains(nil) else { return nil }
            self.init(
                accessKeyID: String(scope[0]), day: String(scope[1]), region: String(scope[2]),
                service: String(scope[3]),
                signedFields: fields.compactMap(\.self), signature: String(signature))
        }

        /// The value of the field.
        var fieldValue: String {
            let names = signedFields.map(\.canonicalName).joined(separator: ";")
            return "AWS4-HMAC-SHA256 Credential=\(accessKeyID)/\(day)/\(region)/\(service)/aws4_request, "
                + "SignedHeaders=\(names), Signature=\(signature)"
        }
    }
}

extension SigV4Signer.Authorization: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key's id and the scope alone.
    ///
    /// Without the signature, no log can hold one.
    public var description: String { "Authorization(\(accessKeyID)/\(day)/\(region)/\(service))" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// The access key's id and the scope alone.
    public var customMirror: Mirror {
        Mirror(self, children: ["accessKeyID": accessKeyID, "scope": "\(day)/\(region)/\(service)"])
    }
}
