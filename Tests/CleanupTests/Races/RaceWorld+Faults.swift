import Formats
import Foundation
import HTTPTransport
import HTTPTypes
import Retention
import RetentionTestSupport
import TestSupport

@testable import ECRSimulator

/// Calls that go wrong.
extension RaceWorld {
    /// Answers a request with an error, where it is one that fails.
    func fail(_ request: TransportRequest, _ random: inout SplitMix64) throws -> TransportResponse? {
        func failure(_ status: HTTPResponse.Status, _ code: String) -> TransportResponse {
            TransportResponse(status, text: #"{"__type":"\#(code)","message":"no"}"#)
        }
        switch Int.random(in: 0..<20, using: &random) {
        case ..<8:
            var fields = HTTPFields()
            if let name = HTTPField.Name("x-amz-retry-after"), random.chance(0.6) {
                fields[name] = ["0", "900", "5000"].randomElement(using: &random)
            }
            return TransportResponse(
                .badRequest, headers: fields, text: #"{"__type":"ThrottlingException","message":"slow down"}"#)
        case ..<11: return failure(.internalServerError, "ServerException")
        case ..<13: throw TransportError(.connectionLost, host: "ecr", message: "cut")
        case ..<14: throw TransportError(.untrusted, host: "ecr", message: "unknown certificate")
        case ..<15: return failure(.badRequest, "AccessDeniedException")
        case ..<16: return failure(.badRequest, "ImageNotFoundException")
        case ..<17: return failure(.badRequest, "InvalidParameterException")
        default:
            guard request.operation == "UpdateImageStorageClass" else { return nil }
            if random.chance(0.5) { return failure(.badRequest, "ImageStorageClassUpdateNotSupportedException") }
            let status = ["ACTIVE", "ACTIVATING", "ARCHIVED"].randomElement(using: &random) ?? ""
            return TransportResponse(.ok, text: #"{"imageStatus":"\#(status)"}"#)
        }
    }

    /// Dates an answer by a clock that differs from the machine's, by more or less than is tolerated.
    func setDate(of response: inout TransportResponse, _ random: inout SplitMix64) {
        let offsets: [TimeInterval] = [-400, -10, 10, 400]
        let offset = offsets.randomElement(using: &random) ?? 0
        response.head.headerFields[.date] = HTTPDate.text(stage.clock.now + offset)
    }

    /// An answer that does not speak of every image.
    func lie(in response: TransportResponse, _ random: inout SplitMix64) -> TransportResponse {
        guard var answer = try? JSONSerialization.jsonObject(with: response.body) as? [String: Any] else {
            return response
        }
        for key in ["imageDetails", "imageIds", "failures", "images"] {
            guard let rows = answer[key] as? [Any] else { continue }
            answer[key] = rows.filter { _ in !random.chance(0.3) }
        }
        guard let body = try? JSONSerialization.data(withJSONObject: answer) else { return response }
        return TransportResponse(head: response.head, body: body)
    }
}
