import ImageModel
import Testing

@Suite("The name of a resource of AWS")
struct ARNTests {
    @Test(
        "is read with all of its parts, and written as it was",
        arguments: [
            ("arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3", "eu-west-1", "task-definition/web:3"),
            ("arn:aws-cn:iam::123456789012:role/team/cleanup", "", "role/team/cleanup"),
            ("arn:aws:sns:us-east-1:123456789012:topic:5be8", "us-east-1", "topic:5be8"),
            ("arn:aws:iam::123456789012:", "", ""),
        ])
    func parts(text: String, region: String, resource: String) throws {
        let arn = try #require(ARN(text))
        #expect(arn.region == region)
        #expect(arn.account == "123456789012")
        #expect(arn.resource == resource)
        #expect("\(arn)" == text)
    }

    @Test(
        "is no other text",
        arguments: ["", "arn", "arn:aws:iam::123456789012", "ARN:aws:iam::1:role/a", " arn:a:b:c:d:e"])
    func other(text: String) { #expect(ARN(text) == nil) }

    @Test("of a role's session tells the role, and of anything else none")
    func roleOfSession() {
        let session = ARN("arn:aws-cn:sts::123456789012:assumed-role/cleanup/run")
        #expect(session?.roleOfSession?.description == "arn:aws-cn:iam::123456789012:role/cleanup")
        for resource in ["assumed-role/a", "assumed-role//run", "assumed-role/a/b/c", "federated-user/a/b"] {
            #expect(ARN("arn:aws:sts::123456789012:\(resource)")?.roleOfSession == nil)
        }
        #expect(ARN("arn:aws:iam::123456789012:assumed-role/a/b")?.roleOfSession == nil)
    }
}
