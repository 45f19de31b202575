import Formats
import Testing

@testable import Retention

@Suite("Faults of a policy that is a secret")
struct SecretPolicyTests {
    private static let document = """
        {"policies": [
          {"name": "a", "repositories": ["team/*", "!team/x"], "protect": {"newest": 3, "tagPatternList": ["v*"]},
           "orphanedReferrers": {"olderThanDays": 3},
           "rules": [
             {"rulePriority": 1, "description": "d", "action": {"type": "expire"},
              "selection": {"tagStatus": "tagged", "tagPatternList": ["a*"], "tagMatch": "any",
                            "excludeTagPatternList": ["b"], "storageClass": "standard",
                            "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 5}},
             {"rulePriority": 2, "action": {"type": "transition", "targetStorageClass": "archive"},
              "selection": {"tagStatus": "untagged", "countType": "sinceImagePulled", "countUnit": "days",
                            "countNumber": 9}}]}],
         "protect": {"inUse": ["ecs"], "repositoryTag": {"key": "k", "value": "v"}, "pulledWithinDays": 2,
                     "imageUris": ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1"]},
         "limits": {"maxImages": 10, "maxShare": 0.5},
         "targets": [{"region": "eu-west-1", "roleArn": "arn:aws:iam::123456789012:role/r", "externalId": "e",
                      "usageFrom": [{"region": "eu-west-1"}, {"regions": ["eu-west-1"]}]},
                     {"accounts": ["222222222222"], "regions": ["eu-west-1"], "roleName": "/o/r", "externalId": "e",
                      "usageFrom": "targets"}]}
        """

    private static let secrets: [JSONValue] = [
        .string("s3cret; it must be %s3cret"), .string("!s3cret***** é"), .number(98_765.25), .number(9_876_598_765),
        .array([.string("s3cret")]), .string("987659876598"),
    ]

    private func expectNoSecret(in value: JSONValue) {
        do throws(InvalidPolicy) {
            _ = try PolicyDocument(value, at: "")
        } catch {
            for fault in error.faults {
                let text = fault.descriptionWithoutValues
                #expect(!text.contains("s3cret") && !text.contains("98765") && !text.contains("é"), "\(text)")
                #expect(text.hasPrefix(fault.path))
            }
            #expect(!error.descriptionWithoutValues.contains("s3cret"))
        }
    }

    @Test("quote no value, wherever it stands")
    func everyPlace() throws {
        let document = try JSONValue(parsing: Self.document.utf8)
        #expect(throws: Never.self) { try PolicyDocument(document, at: "") }
        for secret in Self.secrets {
            let variants = document.variants(with: secret)
            #expect(variants.count > 40)
            for variant in variants { expectNoSecret(in: variant) }
        }
    }

    @Test("quote no value that stands twice")
    func twice() throws {
        let rule = """
            {"rulePriority": 98765, "action": {"type": "expire"},
             "selection": {"tagStatus": "tagged", "tagPrefixList": ["s3cret"], "countType": "imageCountMoreThan",
                           "countNumber": 1}}
            """
        let section = #"{"name": "s3cret", "repositories": ["*"], "rules": [\#(rule), \#(rule)]}"#
        expectNoSecret(in: try JSONValue(parsing: #"{"policies": [\#(section), \#(section)]}"#.utf8))
    }

    @Test("still say the place and what is expected")
    func expectations() throws {
        let text = #"{"rules": [{"rulePriority": "s3cret", "selection": {"tagStatus": "s3cret"}, "kee": 1}]}"#
        let error = try #require(throws: InvalidPolicy.self) { try PolicyDocument(parsing: text.utf8) }
        let lines = error.descriptionWithoutValues
        #expect(lines.contains("rules[0].rulePriority: is (hidden); it must be a whole number from 1"))
        #expect(lines.contains("rules[0].selection.tagStatus: is (hidden); it must be \"tagged\" or "))
        #expect(lines.contains("rules[0].kee: there is no such key"))
        #expect(error.description.contains("s3cret"))
    }
}

extension JSONValue {
    /// The document with one of its values replaced, for each of them.
    fileprivate func variants(with other: JSONValue) -> [JSONValue] {
        switch self {
        case .object(var members):
            var variants = [other]
            for (name, value) in members {
                for variant in value.variants(with: other) {
                    members[name] = variant
                    variants.append(.object(members))
                }
                members[name] = value
            }
            return variants
        case .array(var elements):
            var variants = [other]
            for (position, value) in elements.enumerated() {
                for variant in value.variants(with: other) {
                    elements[position] = variant
                    variants.append(.array(elements))
                }
                elements[position] = value
            }
            return variants
        case .string, .number, .bool, .null: return [other]
        }
    }
}
