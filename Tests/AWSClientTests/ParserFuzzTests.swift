import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

@Suite("Garbage as what AWS's services and files say")
struct ParserFuzzTests {
    private static let xmlTokens = [
        "<", ">", "</", "/>", "<a>", "</a>", "&", "&lt;", "&#x41;", "&#0;", "&#x110000;", "<!--", "-->", "<![CDATA[",
        "]]>", "<?xml", "?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "\"", "'", "=", " ", "\n", "\u{0}", "xmlns", "é",
        "<a><a><a><a><a><a><a><a>",
    ]
    private static let errors = Garbage(
        samples: [
            #"{"__type":"com.amazonaws.ecr#ThrottlingException","message":"Rate exceeded"}"#,
            #"{"code":"ImageNotFoundException:http://internal.amazon.com/","Message":"no"}"#,
            "<html><body><h1>503 Service Unavailable</h1></body></html>",
        ],
        tokens: Garbage.jsonTokens + ["__type", "code", "message", "#", ":"])
    private static let xmlErrors = Garbage(
        samples: [
            """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
            <Code>AccessDenied</Code><Message>no &amp; no</Message></Error><RequestId>1</RequestId></ErrorResponse>
            """
        ],
        tokens: xmlTokens + ["ErrorResponse", "Error", "Code", "Message"])
    private static let files = Garbage(
        samples: [
            "[default]\nregion = eu-west-1\n", "[profile foo]\n  role_arn = a\n  source_profile = default\n",
            "# c\n[profile \"my team\"]\naws_access_key_id = AKID ; c\ns3 =\n  x = 1\n", "[sso-session a]\nb=c\r\n",
        ],
        tokens: ["[", "]", "=", "\n", "\r\n", "\t", " ", "#", ";", "\"", "'", "profile ", "\u{FEFF}", "\u{0}", "é"])

    private static let credentials = Garbage(
        samples: [
            #"{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"a-secret","SessionToken":"a-token","#
                + #""Expiration":"2099-01-31T13:00:00Z"}"#,
            #"{"RoleArn":"r","AccessKeyId":"AKID","SecretAccessKey":"a-secret","Token":"a-token","#
                + #""Expiration":"2099-01-31T13:00:00.5Z"}"#,
        ],
        tokens: Garbage.jsonTokens + ["AccessKeyId", "Token", "Expiration", "2099-01-31T13:00:00+01:00"])

    private static let signIns = Garbage(
        samples: [
            #"{"accessToken":"a-token","expiresAt":"2099-01-31T13:00:00Z","region":"eu-west-1","startUrl":"https://x","#
                + #""refreshToken":"a-token","clientId":"c","clientSecret":"a-secret","scopes":["a",1.5,null,true]}"#,
            #"{"accessToken":"a-token","expiresAt":"2099-01-31T13:00:00UTC"}"#,
        ],
        tokens: Garbage.jsonTokens + ["accessToken", "expiresAt", "refreshToken", "2099-01-31T13:00:00+01:00"])

    private func response(_ bytes: [UInt8]) -> TransportResponse {
        TransportResponse(head: HTTPResponse(status: .init(code: 400)), body: Data(bytes))
    }

    @Test("an error in JSON has a code, and keeps its status")
    func jsonError() {
        for number in Garbage.numbers {
            let error = ErrorResponse(json: response(Self.errors.input(number)))
            #expect(!error.code.description.isEmpty && error.code.description.utf8.count <= 200, "input \(number)")
            #expect(!error.message.isEmpty, "input \(number)")
        }
    }

    @Test("an error in XML has a code, and keeps its status")
    func xmlError() {
        for number in Garbage.numbers {
            let error = ErrorResponse(xml: response(Self.xmlErrors.input(number)))
            #expect(!error.code.description.isEmpty && error.code.description.utf8.count <= 200, "input \(number)")
            #expect(!error.message.isEmpty, "input \(number)")
        }
    }

    @Test("a document is refused, or is an element, and an error never quotes it")
    func document() {
        for number in Garbage.numbers {
            let input = Self.xmlErrors.input(number)
            do throws(XMLError) {
                #expect(try !XMLTree(document: Data(input)).name.isEmpty, "input \(number)")
            } catch {
                #expect(error.description.utf8.count < 200, "input \(number): \(error)")
            }
        }
    }

    @Test("a shared file is refused with the line, or has sections whose settings have names")
    func sharedFile() {
        for number in Garbage.numbers {
            do throws(SharedConfigError) {
                for section in try SharedConfigParser.sections(of: Self.files.text(number), file: "config") {
                    #expect(section.settings.keys.allSatisfy { !$0.isEmpty }, "input \(number)")
                }
            } catch {
                #expect("\(error)".contains("config, line"), "input \(number): \(error)")
            }
        }
    }

    @Test("a document of credentials is refused without being quoted, or is of credentials that a request can carry")
    func credentialDocument() {
        for number in Garbage.numbers {
            let input = Data(Self.credentials.input(number))
            guard let document = try? JSONDecoder().decode(CredentialDocument.self, from: input) else { continue }
            do throws(CredentialError) {
                let found = try document.credentials(from: "a process", now: credentialsNow, nextStep: "Try again")
                let carried = [found.accessKeyID, found.sessionToken ?? "-"]
                #expect(
                    carried.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x21...0x7e).contains($0) } },
                    "input \(number)")
                #expect(found.expiration ?? .distantFuture > credentialsNow, "input \(number)")
            } catch {
                #expect(!"\(error)".contains("a-secret") && !"\(error)".contains("a-token"), "input \(number)")
            }
        }
    }

    @Test("a cached sign-in is refused without being quoted, or is the same again after it is written")
    func signIn() throws {
        for number in Garbage.numbers {
            let token: SSOToken
            do throws(SSOToken.Malformed) {
                token = try SSOToken(parsing: Data(Self.signIns.input(number)))
            } catch {
                #expect(!"\(error)".contains("a-token") && !"\(error)".contains("a-secret"), "input \(number)")
                continue
            }
            let written = try SSOToken(parsing: try token.json())
            #expect(written.accessToken == token.accessToken && written.end == token.end, "input \(number)")
            #expect(token.accessToken.utf8.allSatisfy { (0x21...0x7e).contains($0) }, "input \(number)")
            #expect(try written.json() == token.json(), "input \(number)")
        }
    }
}
