import AWSClient
import HTTPTypes

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SimulatedRegistry {
    /// An answer of AWS's API: status and body, with the fields that AWS adds.
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

    /// An error, as the protocol has it: by the header field, by the body, or by both.
    func answer(_ error: ServiceError, _ id: UInt64, of service: Service) -> SimulatedAnswer {
        let error = error.named(by: service)
        let form = service.wireProtocol
        guard form != .query else {
            return answer(
                status: error.status, XMLText.error(error, requestID: Self.requestID(id)), id, as: form)
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

    /// The request's number in the form of a UUID, so that runs can be compared.
    static func requestID(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return "00000000-0000-4000-8000-\(String(repeating: "0", count: max(0, 12 - digits.utf8.count)))\(digits)"
    }
}

extension SimulatedAnswer {
    /// The answer of a proxy in front of the service: HTML, and nothing of AWS's.
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

/// The form of a `Date` field.
///
/// - SeeAlso: [RFC 9110, section 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)
enum HTTPDate {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Writes a date, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ date: Date) -> String {
        let timestamp = SigV4Signer.Timestamp(date)
        // 1 January 1970 was a Thursday.
        let days = Int(timestamp.date.timeIntervalSince1970) / 86_400
        let text = Array(timestamp.text)
        func part(_ range: Range<Int>) -> String { String(text[range]) }
        let month = Int(part(4..<6)) ?? 1
        return "\(weekdays[days % 7]), \(part(6..<8)) \(months[month - 1]) \(part(0..<4)) "
            + "\(part(9..<11)):\(part(11..<13)):\(part(13..<15)) GMT"
    }
}
