import Testing

@testable import Cleanup

@Suite("The caller among the principals whose pulls are not recorded")
struct PullTimePrincipalTests {
    @Test(
        "is found by the ARN of its role, whatever the role's path, or by its own",
        arguments: [
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", "arn:aws:iam::123456789012:role/cleanup"),
            (
                "arn:aws:sts::123456789012:assumed-role/cleanup/session",
                "arn:aws:iam::123456789012:role/service-role/cleanup"
            ),
            (
                "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane@example.com",
                "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"
            ),
            ("arn:aws-cn:sts::123456789012:assumed-role/cleanup/s", "arn:aws-cn:iam::123456789012:role/cleanup"),
            ("arn:aws-us-gov:sts::123456789012:assumed-role/a/b", "arn:aws-us-gov:iam::123456789012:role/x/y/a"),
            ("arn:aws:iam::123456789012:user/jane", "arn:aws:iam::123456789012:user/jane"),
            ("arn:aws:iam::123456789012:user/team/jane", "arn:aws:iam::123456789012:user/team/jane"),
            ("arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:root"),
        ])
    func found(caller: String, exclusion: String) {
        let principal = PullTimePrincipal(caller: caller)
        #expect(principal.isAmong([exclusion]))
        #expect(principal.isAmong(["arn:aws:iam::123456789012:role/another", exclusion]))
        #expect(!principal.isAmong([]))
    }

    @Test(
        "is not found by the ARN of another",
        arguments: [
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", "arn:aws:iam::123456789012:role/cleanup2"),
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", "arn:aws:iam::123456789012:role/ecr-cleanup"),
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", "arn:aws:iam::123456789012:role/Cleanup"),
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", "arn:aws:iam::123456789012:role/cleanup/x"),
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", "arn:aws:iam::123456789012:role/session"),
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", "arn:aws:iam::210987654321:role/cleanup"),
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", "arn:aws-cn:iam::123456789012:role/cleanup"),
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", "arn:aws:iam::123456789012:user/cleanup"),
            ("arn:aws:sts::123456789012:assumed-role/cleanup/session", ""),
            ("arn:aws:iam::123456789012:user/jane", "arn:aws:iam::123456789012:user/team/jane"),
            ("arn:aws:iam::123456789012:user/jane", "arn:aws:iam::123456789012:role/jane"),
            ("arn:aws:sts::123456789012:federated-user/jane", "arn:aws:iam::123456789012:user/jane"),
            ("arn:aws:sts::123456789012:assumed-role//session", "arn:aws:iam::123456789012:role/"),
        ])
    func notFound(caller: String, exclusion: String) {
        #expect(!PullTimePrincipal(caller: caller).isAmong([exclusion]))
    }

    @Test(
        "is called as ECR takes it, if ECR takes it",
        arguments: [
            (
                "arn:aws-cn:sts::123456789012:assumed-role/cleanup/session", .role(name: "cleanup"),
                "arn:aws-cn:iam::123456789012:role/cleanup"
            ),
            ("arn:aws:iam::123456789012:user/team/jane", .user, "arn:aws:iam::123456789012:user/team/jane"),
            ("arn:aws:iam::123456789012:root", .other, "arn:aws:iam::123456789012:root"),
            (
                "arn:aws:sts::123456789012:federated-user/jane", .other,
                "arn:aws:sts::123456789012:federated-user/jane"
            ),
            ("arn:aws:sts::123456789012:assumed-role/a/b/c", .other, "arn:aws:sts::123456789012:assumed-role/a/b/c"),
            ("cleanup", .other, "cleanup"), ("", .other, ""),
        ] as [(String, PullTimePrincipal.Kind, String)])
    func name(caller: String, kind: PullTimePrincipal.Kind, arn: String) {
        let principal = PullTimePrincipal(caller: caller)
        #expect(principal.kind == kind)
        #expect(principal.arn == arn)
    }
}
