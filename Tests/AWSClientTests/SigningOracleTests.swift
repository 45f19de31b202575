import AWSClient
import Foundation
import HTTPTypes
import ImageModel
import Testing

/// A request that botocore signed; see `Oracles/sigv4.py`.
private struct SignedRequest: Decodable {
    var method: String
    var authority: String
    var path: String
    var fields: [[String]]
    var body: String
    var date: Int
    var accessKeyID: String
    var secretAccessKey: String
    var sessionToken: String?
    var region: String
    var service: String
    var authorization: String

    func head() throws -> HTTPRequest {
        var fields = HTTPFields()
        for field in self.fields {
            let name = try #require(HTTPField.Name(field[0]))
            fields.append(HTTPField(name: name, value: field[1]))
        }
        return HTTPRequest(
            method: try #require(HTTPRequest.Method(method)), scheme: "http", authority: authority, path: path,
            headerFields: fields)
    }

    func signer() throws -> SigV4Signer {
        SigV4Signer(
            credentials: Credentials(
                accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken),
            region: try #require(Region(region)), service: service)
    }
}

@Suite("The signer agrees with botocore's")
struct SigningOracleTests {
    private let requests: [SignedRequest]

    init() throws {
        requests = try fixture("sigv4.json")
    }

    @Test("The fixture holds what it should")
    func fixtureIsComplete() {
        #expect(requests.count >= 250)
        #expect(requests.contains { $0.sessionToken != nil })
        #expect(Set(requests.map(\.service)).count >= 10)
    }

    @Test("Every request is signed as botocore signs it")
    func signatures() throws {
        for request in requests {
            let signed = try request.signer().sign(
                request.head(), body: Data(request.body.utf8), at: Date(timeIntervalSince1970: Double(request.date)))
            let comment: Comment = "\(request.service) \(request.method) \(request.path) \(request.fields)"
            #expect(signed.headerFields[.authorization] == request.authorization, comment)
        }
    }

    @Test("A server that recomputes a signature from the request alone gets the same")
    func verification() throws {
        for request in requests {
            let body = Data(request.body.utf8)
            let signer = try request.signer()
            let signed = try signer.sign(
                request.head(), body: body, at: Date(timeIntervalSince1970: Double(request.date)))

            let authorization = try #require(
                signed.headerFields[.authorization].flatMap(SigV4Signer.Authorization.init))
            let timestamp = try #require(signed.headerFields[.amzDate].flatMap { SigV4Signer.Timestamp($0) })
            #expect(authorization.accessKeyID == request.accessKeyID)
            #expect(authorization.region == request.region)
            #expect(authorization.service == request.service)
            #expect(authorization.day == timestamp.day)
            let signature = try signer.signature(
                of: signed, body: body, at: timestamp.date, signedFields: authorization.signedFields)
            #expect(signature == authorization.signature)
        }
    }

    @Test("Signing a signed request again changes nothing but the time")
    func signingAgain() throws {
        for request in requests {
            let body = Data(request.body.utf8)
            let signer = try request.signer()
            let date = Date(timeIntervalSince1970: Double(request.date))
            let once = try signer.sign(request.head(), body: body, at: date)
            #expect(try signer.sign(once, body: body, at: date) == once)
            let later = try signer.sign(once, body: body, at: Date(timeIntervalSince1970: 1))
            #expect(try signer.sign(later, body: body, at: date) == once)
        }
    }
}
