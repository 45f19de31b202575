import AWSClient
import Essentials
import Formats
import HTTPTypes

extension SimulatedRegistry {
    /// An answer of AWS's API: status and body, with AWS's header fields.
    func answer(
        status: Int, _ body: Data, _ id: UInt64, as form: WireProtocol, errorCode: String? = nil
    ) -> SimulatedAnswer {
        var head = HTTPResponse(status: .init(code: status))
        head.headerFields[.contentType] = form.contentType
        head.headerFields[.contentLength] = "\(body.count)"
        head.headerFields[.date] = HTTPDate.text(now)
        head.headerFields[.amznRequestID] = Self.requestID(id)
        if let errorCode { head.headerFields[.amznErrorType] = errorCode }
        return SimulatedAnswer(head: head, body: body)
    }

    /// An error answer, in the form of the service's protocol.
    ///
    /// The protocol decides whether the header field, the body or both have the error.
    func answer(_ error: ServiceError, _ id: UInt64, of service: Service) -> SimulatedAnswer {
        let error = error.named(by: service)
        let form = service.wireProtocol
        guard form != .query else {
            return answer(
                status: error.status, XMLText.error(error, of: service, requestID: Self.requestID(id)), id, as: form)
        }
        var json = JSONBytes()
        json.raw("{")
        json.string(error.messageMember)
        json.raw(":")
        json.string(error.message)
        if form == .awsJSON {
            json.member("__type")
            json.string(error.code)
        }
        for (name, value) in error.members.sorted(by: { $0.key < $1.key }) {
            json.member(name)
            json.string(value)
        }
        json.raw("}")
        return answer(status: error.status, Data(json.bytes), id, as: form, errorCode: error.code)
    }

    /// The request's number in the form of a UUID.
    ///
    /// It is not random, so that runs can be compared.
    static func requestID(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return "00000000-0000-4000-8000-\(String(repeating: "0", count: max(0, 12 - digits.utf8.count)))\(digits)"
    }
}

extension SimulatedAnswer {
    /// The answer of a proxy in front of the service.
    ///
    /// It is HTML, without AWS's fields.
    func withProxyBody(status: Int) -> SimulatedAnswer {
        var answer = self
        answer.body = Data("<html><body><h1>\(status)</h1></body></html>".utf8)
        answer.head = HTTPResponse(status: .init(code: status))
        answer.head.headerFields[.contentType] = "text/html"
        answer.head.headerFields[.contentLength] = "\(answer.body.count)"
        answer.head.headerFields[.date] = head.headerFields[.date]
        return answer
    }
}

extension HTTPField.Name {
    static let amznRequestID = constant("x-amzn-RequestId")
    static let amznErrorType = constant("x-amzn-errortype")

    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}
