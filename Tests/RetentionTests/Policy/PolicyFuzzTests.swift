import Foundation
import TestSupport
import Testing

@testable import Retention

@Suite("Garbage as a policy")
struct PolicyFuzzTests {
    private static let samples = [
        #"{"rules":[{"rulePriority":1,"description":"d","selection":{"tagStatus":"untagged","countType":"#
            + #""sinceImagePushed","countUnit":"days","countNumber":14},"action":{"type":"expire"}}]}"#,
        #"{"policies":[{"name":"apps","repositories":["team-*/*","!team-x/legacy"],"rules":[{"rulePriority":1,"#
            + #""selection":{"tagStatus":"tagged","tagPatternList":["pr-*"],"tagMatch":"any","keepNewest":3,"#
            + #""notPulledForDays":9,"countType":"imageCountMoreThan","countNumber":20},"action":{"type":"expire"}}],"#
            + #""orphanedReferrers":{"olderThanDays":30},"protect":{"newest":5,"tagPatternList":["v*"]}}],"#
            + #""protect":{"inUse":["ecs","lambda"],"repositoryTag":{"key":"keep","value":"true"}},"#
            + #""limits":{"maxImages":5000,"maxShare":0.9},"targets":[{"region":"eu-west-1"},{"public":true}]}"#,
        #"{"rules":[{"rulePriority":2,"selection":{"tagStatus":"any","storageClass":"archive","countType":"#
            + #""sinceImageTransitioned","countUnit":"days","countNumber":365},"action":{"type":"expire"}},"#
            + #"{"rulePriority":1,"selection":{"tagStatus":"any","countType":"sinceImagePulled","countUnit":"days","#
            + #""countNumber":90},"action":{"type":"transition","targetStorageClass":"archive"}}]}"#,
    ]

    private static let garbage = Garbage(
        samples: samples,
        tokens: Garbage.jsonTokens + ["rules", "protect", "tagStatus", "any", "expire", "*", "!", "inUse", "newest"])

    @Test("is refused with faults, or is a policy whose every rule has a bound")
    func document() throws {
        for number in Garbage.numbers {
            let input = Self.garbage.input(number)
            do throws(InvalidPolicy) {
                let policy = try PolicyDocument(parsing: input).policy
                // Another parser takes it for an object, too, and no rule acts without a bound.
                let object = try? JSONSerialization.jsonObject(with: Data(input)) as? [String: Any]
                #expect(object != nil, "input \(number)")
                for rule in policy.sections.flatMap(\.rules) {
                    #expect(rule.priority >= 1 && rule.count.bound >= 1, "input \(number)")
                }
            } catch {
                #expect(!error.faults.isEmpty, "input \(number)")
            }
        }
    }
}

extension Rule.Count {
    fileprivate var bound: Int {
        switch self {
        case .sinceImagePushed(let limit), .sinceImageTransitioned(let limit): limit.number
        case .imageCountMoreThan(let number), .sinceImagePulled(let number): number
        }
    }
}
