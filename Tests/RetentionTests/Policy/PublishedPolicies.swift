import Testing

/// Lifecycle policies that AWS and Terraform publish as samples, with what AWS says comes of them.
///
/// - SeeAlso: [Examples of lifecycle policies in Amazon ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_examples.html),
///   [`aws_ecr_lifecycle_policy`](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_lifecycle_policy),
///   [the module `ecr`](https://github.com/terraform-aws-modules/terraform-aws-ecr)
struct PublishedPolicy: CustomTestStringConvertible {
    /// An image of the repository that an example is explained by.
    struct Example {
        let letter: Character
        let tags: [String]
        let days: Double

        init(_ letter: Character, _ tags: [String] = [], days: Double) {
            (self.letter, self.tags, self.days) = (letter, tags, days)
        }
    }

    let name: String
    /// The rules' selections and actions, in order of their priority.
    let rules: [(selection: String, action: String)]
    /// The images of the example's repository, if it has one.
    var images: [Example] = []
    /// The letters of those that expire.
    var expired = ""

    var testDescription: String { name }

    /// The document as one sends it to ECR.
    var text: String {
        let rules = rules.enumerated().map { index, rule in
            """
            {"rulePriority": \(index + 1), "description": "Rule \(index + 1)", "selection": {\(rule.selection)},
             "action": {\(rule.action)}}
            """
        }
        return #"{"rules": [\#(rules.joined(separator: ",\n"))]}"#
    }

    private static let expire = #""type": "expire""#
    private static let archive = #""type": "transition", "targetStorageClass": "archive""#
    private static let newestOne = #""countType": "imageCountMoreThan", "countNumber": 1"#

    private static func tagged(_ patterns: String..., count: String = newestOne) -> String {
        #""tagStatus": "tagged", "tagPatternList": \#(patterns), \#(count)"#
    }

    private static func older(than days: Int, type: String = "sinceImagePushed") -> String {
        #""countType": "\#(type)", "countUnit": "days", "countNumber": \#(days)"#
    }

    private static let betaAndProd = [
        Example("A", ["beta-1", "prod-1"], days: 10), Example("B", ["beta-2", "prod-2"], days: 9),
        Example("C", ["beta-3"], days: 8),
    ]

    /// Those of AWS's user guide.
    static let ofAWS = [
        PublishedPolicy(name: "image age", rules: [(tagged("prod*", count: older(than: 14)), expire)]),
        PublishedPolicy(
            name: "last pulled time",
            rules: [(#""tagStatus": "any", \#(older(than: 90, type: "sinceImagePulled"))"#, archive)]),
        PublishedPolicy(
            name: "archive transition time",
            rules: [
                (
                    #""tagStatus": "any", "storageClass": "archive", \#(older(than: 365, type: "sinceImageTransitioned"))"#,
                    expire
                )
            ]),
        PublishedPolicy(name: "image count", rules: [(#""tagStatus": "untagged", \#(newestOne)"#, expire)]),
        PublishedPolicy(
            name: "multiple rules, A", rules: [(tagged("prod*"), expire), (tagged("beta*"), expire)],
            images: betaAndProd, expired: "A"),
        PublishedPolicy(
            name: "multiple rules, B", rules: [(tagged("beta*"), expire), (tagged("prod*"), expire)],
            images: betaAndProd, expired: "AB"),
        PublishedPolicy(
            name: "multiple tags, A", rules: [(tagged("alpha*", "beta*", count: older(than: 5)), expire)],
            images: [
                Example("A", ["alpha-1"], days: 12), Example("B", ["beta-1"], days: 11),
                Example("C", ["alpha-2", "beta-2"], days: 10), Example("D", ["alpha-3"], days: 4),
                Example("E", ["beta-3"], days: 3), Example("F", ["alpha-4", "beta-4"], days: 2),
            ], expired: "C"),
        PublishedPolicy(
            name: "multiple tags, B", rules: [(tagged("alpha*", "beta*"), expire)],
            images: [
                Example("A", ["alpha-1", "beta-1", "gamma-1"], days: 10), Example("B", ["alpha-2", "beta-2"], days: 9),
                Example("C", ["alpha-3", "beta-3", "gamma-2"], days: 8),
            ], expired: "AB"),
        PublishedPolicy(
            name: "all images, A", rules: [(#""tagStatus": "any", \#(newestOne)"#, expire)],
            images: [
                Example("A", ["alpha-1"], days: 4), Example("B", ["beta-1"], days: 3), Example("C", days: 2),
                Example("D", ["alpha-2"], days: 1),
            ], expired: "ABC"),
        // "1 day ago" is not over a day; of the two that were pushed then, E is the newer.
        PublishedPolicy(
            name: "all images, B",
            rules: [
                (tagged("alpha*"), expire), (#""tagStatus": "untagged", \#(older(than: 1))"#, expire),
                (#""tagStatus": "any", \#(newestOne)"#, expire),
            ],
            images: [
                Example("A", ["alpha-1", "beta-1"], days: 4), Example("B", days: 3), Example("C", ["alpha-2"], days: 2),
                Example("D", ["git-hash"], days: 1), Example("E", days: 0.9),
            ], expired: "ABD"),
        PublishedPolicy(name: "archiving by age", rules: [(tagged("prod*", count: older(than: 30)), archive)]),
    ]

    /// Those of Terraform's provider and of its module.
    static let ofTerraform = [
        PublishedPolicy(name: "untagged image", rules: [(#""tagStatus": "untagged", \#(older(than: 14))"#, expire)]),
        PublishedPolicy(
            name: "tagged image",
            rules: [
                (
                    #""tagStatus": "tagged", "tagPrefixList": ["v"], "countType": "imageCountMoreThan", "countNumber": 30"#,
                    expire
                )
            ]),
        PublishedPolicy(
            name: "archive and delete",
            rules: [
                (#""tagStatus": "any", \#(older(than: 90, type: "sinceImagePulled"))"#, archive),
                (
                    #""tagStatus": "any", "storageClass": "archive", \#(older(than: 365, type: "sinceImageTransitioned"))"#,
                    expire
                ),
            ]),
    ]
}
