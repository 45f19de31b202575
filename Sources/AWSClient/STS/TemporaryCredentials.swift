/// The credentials in the answers of operations that assume a role.
struct TemporaryCredentials: AWSQueryResponse {
    let credentials: Credentials

    init(result: XMLTree) throws {
        let element = try result.child("Credentials")
        credentials = Credentials(
            accessKeyID: try element.text(of: "AccessKeyId"),
            secretAccessKey: try element.text(of: "SecretAccessKey"),
            sessionToken: try element.text(of: "SessionToken"), expiration: try element.time(of: "Expiration"))
    }
}
