import AWSClient
import HTTPTypes

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SimulatedRegistry {
    /// An answer of AWS's API: status and body, with the fields that AWS adds.
    func answer(status: Int, _ body: Data, _ id: UInt64, errorCode: String? = nil, delay: Duration = .zero)
        -> SimulatedAnswer
    {
        var head = HTTPResponse(status: .init(code: status))
        head.headerFields[.contentType] = "application/x-amz-json-1.1"
        head.headerFields[.contentLength] = "\(body.count)"
        head.headerFields[.date] = HTTPDate.text(now)
        head.headerFields[.amznRequestID] = Self.requestID(id)
        if let errorCode { head.headerFields[.amznErrorType] = errorCode }
        return SimulatedAnswer(head: head, body: body, delay: delay)
    }

    /// An error, by the header field and by the body, as AWS gives both.
    func answer(_ error: ServiceError, _ id: UInt64, delay: Duration = .zero) -> SimulatedAnswer {
        var json = JSONBytes()
        json.raw("{\"__type\":")
        json.string(error.code)
        json.member("message")
        json.string(error.message)
        json.raw("}")
        return answer(status: error.status, Data(json.bytes), id, errorCode: error.code, delay: delay)
    }

    /// The request's number in the form of a UUID, so that runs can be compared.
    private static func requestID(_ number: UInt64) -> String {
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
