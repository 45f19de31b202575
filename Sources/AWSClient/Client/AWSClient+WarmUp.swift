import Essentials
import HTTPTypes

extension AWSClient {
    /// Does the slow first-time work: credentials, signing, encoding and decoding.
    ///
    /// A Lambda function has a full processor only while it starts. Nothing is called except the source of the
    /// credentials. Errors are ignored here: they occur again, and are reported, at the first real call.
    ///
    /// - Parameter sample: a typical answer.
    public func warmUp<Request: AWSJSONRequest>(with request: Request, sample: String) async {
        guard let credentials = try? await credentials.credentials() else { return }
        let body = (try? request.body()) ?? Data()
        let signer = SigV4Signer(
            credentials: credentials, region: configuration.endpoint.signingRegion,
            service: configuration.service.signingName)
        _ = try? signer.sign(requestHead, body: body, at: system.now())
        _ = try? Request.response(from: Data(sample.utf8))
    }
}
