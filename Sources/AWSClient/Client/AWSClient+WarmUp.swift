import Essentials
import HTTPTypes

extension AWSClient {
    /// Does once what is slow the first time: finds the credentials, signs, encodes and decodes.
    ///
    /// A Lambda function starts with a full processor's time, and has a share of one thereafter. Nothing is called
    /// but what yields credentials, and what fails here fails again, and is reported, when it is needed.
    ///
    /// - Parameter sample: an answer like those to come.
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
