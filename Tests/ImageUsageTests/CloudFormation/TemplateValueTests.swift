import AWSClient
import ECRSimulator
import ImageModel
import ImageUsage
import Testing

@Suite("The images that a template names by values from elsewhere")
struct TemplateValueTests {
    private typealias Stage = CloudFormationStage
    private static let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    /// The references of a YAML template, as `REPOSITORY:TAG`.
    private func references(
        _ template: String, parameters: [String: String] = [:], exports: [String: String] = [:],
        resources: [String: String] = [:]
    ) async throws -> [String] {
        let template = template.replacing("HOST", with: Self.host)
        let answer = try await Stage.answer(
            Stage.stack(template: .string(template), parameters: parameters, resources: resources),
            Stage.stack("shared", exports: exports))
        #expect(answer.uses.allSatisfy { $0.reference.registry == .ecr(account: "123456789012", region: "eu-west-1") })
        return answer.uses.map { "\($0.reference.repository):\($0.reference.tag?.description ?? "")" }
    }

    private static let own = "Resources:\n  Own: {Type: 'AWS::ECR::Repository'}\n"

    @Test(
        "are those of the stack's own repository, whose name CloudFormation made up",
        arguments: [
            ("!Sub '${Own.RepositoryUri}:v1'", ["app-own-1a2b:v1"]),
            ("!GetAtt Own.RepositoryUri", ["app-own-1a2b:latest"]),
            ("!Sub '${Own.RepositoryUri}:${C.Tag}'", ["app-own-1a2b:*"]),
            ("!Sub 'HOST/${Own}:v1'", ["app-own-1a2b:v1"]),
            ("!Join [':', [!GetAtt Own.RepositoryUri, !ImportValue none]]", ["app-own-1a2b:*"]),
            ("!Sub 'docker push ${Own.RepositoryUri}:$TAG'", ["app-own-1a2b:*"]),
            ("!Sub 'Push to ${Own.RepositoryUri}: it is yours'", ["app-own-1a2b:latest"]),
            (
                "!Join ['', [!Select [4, !Split [':', !GetAtt Own.Arn]], .dkr.ecr., !Select [3, !Split [':', !GetAtt Own.Arn]], ., !Ref AWS::URLSuffix, /, !Ref Own, ':', !GetAtt C.Tag]]",
                ["app-own-1a2b:*"]
            ),
        ])
    func ownRepository(image: String, expected: [String]) async throws {
        #expect(try await references("\(Self.own)Image: \(image)\n", resources: ["Own": "app-own-1a2b"]) == expected)
    }

    @Test("are none of a repository that a condition leaves out, and an error while it is being created")
    func uncreated() async throws {
        let template: Document = .string("\(Self.own)Image: !Sub '${Own.RepositoryUri}:${C.Tag}'\n")
        #expect(try await Stage.answer(Stage.stack(template: template)).uses.isEmpty)
        await #expect(throws: AWSError.self) {
            try await Stage.answer(Stage.stack(template: template, resources: ["Own": ""]))
        }
    }

    @Test("are those of a nested stack's outputs")
    func nestedStacks() async throws {
        let template = """
            Resources: {Inner: {Type: "AWS::CloudFormation::Stack"}}
            A: !Sub "${Inner.Outputs.Value}:${C.Tag}"
            B: !GetAtt Inner.Outputs.Value
            """
        let expected = ["shared:*", "shared:latest"]
        #expect(
            try await references(
                template, exports: ["any": "\(Self.host)/shared"], resources: ["Inner": Stage.arn("shared")]
            ).sorted() == expected)
    }

    @Test("are those with a tag beside the name of the stack's own repository")
    func ownRepositoryName() async throws {
        let template = "\(Self.own)Deploy: {RepositoryName: !Ref Own, ImageTag: TAG}\n"
        let stacks = ["v1", "!GetAtt C.Tag"].map { tag in
            Stage.stack(template: .string(template.replacing("TAG", with: tag)), resources: ["Own": "app-own"])
        }
        #expect(try await Stage.answer(stacks[0]).tags.keys.contains("v1"))
        #expect(
            try await Stage.answer(stacks[1]).uses.map {
                "\($0.reference.repository):\($0.reference.tag?.description ?? "")"
            } == ["app-own:*"])
    }

    @Test("are an error if functions in each other make a text without end", .timeLimit(.minutes(10)))
    func nestedFunctions() async throws {
        var sub = "x", join = "x"
        for _ in 0..<40 {
            sub = "!Sub ['${A}${A}', {A: \(sub)}]"
            join = "!Join ['', [!Ref AWS::StackId, \(join), !Ref AWS::StackId]]"
        }
        let long = "!Sub '\(String(repeating: "${AWS::StackId}", count: 10_000))'"
        for image in [sub, "[\(Array(repeating: long, count: 20).joined(separator: ", "))]"] {
            let error = try await failure { try await references("Image: \(image)\n") }
            #expect(error.message.contains("makes over 8 MB of text"))
        }
        #expect(try await references("Image: \(join)\n").isEmpty)
    }

    @Test("cost a call for a stack that has such a repository, and none for others")
    func callCount() async throws {
        let named = "Resources:\n  Own: {Type: 'AWS::ECR::Repository', Properties: {RepositoryName: !Ref Name}}\n"
        let stacks = [
            Stage.stack("a", template: .string(Self.own), resources: ["Own": "a"]),
            Stage.stack("b", template: .string(named), parameters: ["Name": "b"]), Stage.stack("c"),
        ]
        let stage = try SourceStage(Stage.documents(stacks), source: Stage.source)
        #expect(try await stage.uses().isEmpty)
        #expect(stage.calls == ["DescribeStacks": 2, "GetTemplate": 3, "ListStackResources": 1])
    }

    @Test("are an error if the resources of a stack can't be read to their end", arguments: [1, 2])
    func failures(call: Int) async throws {
        let resources = Dictionary(uniqueKeysWithValues: (0..<150).map { ("R\($0)", "r\($0)") })
        let stack = Stage.stack(template: .string(Self.own), resources: resources)
        try await SourceStage.expectFailures(
            of: "cloudformation:ListStackResources", from: call, Stage.documents([stack]), source: Stage.source)
    }

    @Test("are those of imported values")
    func imports() async throws {
        let exports = [
            "shared-uri": "\(Self.host)/shared", "shared-tag": "v2", "shared-image": "\(Self.host)/whole:v3",
        ]
        let template = """
            A: !Sub ["${U}:${T}", {U: !ImportValue shared-uri, T: !ImportValue {"Fn::Sub": "${Name}-tag"}}]
            B: {"Fn::ImportValue": shared-image}
            """
        #expect(
            try await references(template, parameters: ["Name": "shared"], exports: exports) == [
                "shared:v2", "whole:v3",
            ])
    }

    @Test(
        "are those of mappings and lists",
        arguments: [
            ("!Sub ['HOST/app:${V}', {V: !FindInMap [Tags, !Ref AWS::Region, tag]}]", ["app:m1"]),
            (
                "!Sub ['${A}.dkr.ecr.eu-west-1.amazonaws.com/app:v1', {A: !FindInMap [Tags, eu-west-1, account]}]",
                ["app:v1"]
            ),
            ("!Join [':', [HOST/app, !Select [1, !FindInMap [Tags, eu-west-1, list]]]]", ["app:l2"]),
            ("!Join [':', [HOST/app, !Select [1, !Ref List]]]", ["app:p2"]),
            ("!Join [':', [HOST/app, !Select [0, !Split ['-', 's1-x']]]]", ["app:s1"]),
            ("!Join [':', !Split ['|', 'HOST/app|v1']]", ["app:v1"]),
            ("!Join [':', [HOST/app, !Select [7, !Ref List]]]", ["app:*"]),
            ("!Join [':', [HOST/app, !FindInMap [Tags, us-east-1, tag]]]", ["app:*"]),
        ])
    func lists(image: String, expected: [String]) async throws {
        let mappings = "Mappings: {Tags: {eu-west-1: {tag: m1, account: '123456789012', list: [l1, l2]}}}\n"
        #expect(
            try await references("\(mappings)Image: \(image)\n", parameters: ["List": "p1, p2"]) == expected)
    }

    @Test(
        "are those of the branch that a condition takes, and of both if that is not known",
        arguments: [
            ("!Equals [!Ref Stage, prod]", ["app:p"]), ("!Not [!Equals [!Ref Stage, prod]]", ["app:d"]),
            ("!And [!Equals [a, a], !Condition IsOther]", ["app:d"]),
            ("!Or [!Equals [a, a], !Condition IsSecret]", ["app:p"]),
            ("{'Fn::And': [{Condition: IsProd}, {'Fn::Equals': [a, a]}]}", ["app:p"]),
            ("!Equals [!Ref Secret, x]", ["app:*"]), ("!Condition Circle", ["app:*"]), ("!Condition None", ["app:*"]),
        ])
    func conditions(condition: String, expected: [String]) async throws {
        let template = """
            Conditions:
              Circle: !Condition Circle
              IsProd: !Equals [!Ref Stage, prod]
              IsOther: !Not [{Condition: IsProd}]
              IsSecret: !Equals [!Ref Secret, x]
              It: \(condition)
            Image: !Join [':', [HOST/app, !If [It, p, d]]]
            """
        #expect(try await references(template, parameters: ["Stage": "prod", "Secret": "****"]) == expected)
    }

    @Test(
        "are any of a repository if a text names it beside a version that is not known, as in values of Helm",
        arguments: [
            #"Values: !Sub '{"image":{"repository":"HOST/app","tag":"${Build.Tag}"}}'"#,
            #"Values: '{"image":{"repository":"HOST/app","tag":"{{resolve:ssm:/tag}}"}}'"#,
            #"Values: !Sub '{"image":{"tag":"${Secret}","repository":"HOST/app"}}'"#,
            #"Values: !Sub '{"image":{"repository":"HOST/app","digest":"${Build.Digest}"}}'"#,
            #"Values: '{"image":{"repository":"HOST/app","tag":""}}'"#,
            "Values: !Sub |\n  image:\n    repository: HOST/app\n    tag: ${Build.Tag}\n",
            "Values: |\n  image:\n    repository: HOST/app\n    tag: 1.10\n",
            "Values: |\n  image:\n    repository: HOST/app\n    tag:\n    pullPolicy: Always\n",
            "Values: |\n  image:\n    repository: HOST/app\n    tag: $TAG\n",
            "Values: !Sub |\n  images:\n  - name: x\n    newName: HOST/app\n    newTag: ${Build.Tag}\n",
            "Values: !Sub |\n  image:\n    registry: HOST\n    repository: app\n    tag: ${Build.Tag}\n",
        ])
    func unknownVersionsInTexts(template: String) async throws {
        let found = try await references(template, parameters: ["Secret": "****"])
        #expect(found.contains("app:*"), "\(found)")
    }

    @Test(
        "are none but those that a text names, if it tells the version, before its repository or behind",
        arguments: [
            #"{"image":{"repository":"HOST/app","tag":"1.10"}}"#, #"{"image":{"tag":"1.10","repository":"HOST/app"}}"#,
        ])
    func knownVersionsInTexts(text: String) async throws {
        let template = "Values: '\(text.replacing("HOST", with: Self.host))'\n"
        let answer = try await Stage.answer(Stage.stack(template: .string(template)))
        #expect(answer.tags.keys.contains("1.10"))
        #expect(answer.uses.allSatisfy { $0.reference.tag != "*" })
    }

    @Test(
        "are a tag of any repository if it stands beside what is not known",
        arguments: [
            "{repository: '{{resolve:ssm:/repo}}', tag: v1}", "{repository: !Ref Secret, imageTag: v1}",
            "{repository: '{{resolve:ssm:/host}}/app', tag: v1}", "{registry: HOST, image: 'app:v1'}",
        ])
    func tagsBesideUnknown(values: String) async throws {
        let template = "Values: \(values.replacing("HOST", with: Self.host))\n"
        let answer = try await Stage.answer(Stage.stack(template: .string(template), parameters: ["Secret": "****"]))
        #expect(answer.tags.keys.contains("v1") || answer.uses.contains { $0.reference.tag == "v1" })
    }

    @Test(
        "are any of a repository in the stack's account and region if these and the tag are not known",
        arguments: [
            "${AWS::AccountId}.dkr.ecr.$AWS_REGION.amazonaws.com/app:$TAG",
            "${AWS::AccountId}.dkr.ecr.${!REGION}.amazonaws.com/app:${!TAG}",
            "123456789012.dkr.ecr.$AWS_REGION.amazonaws.com/app:$TAG",
            "${AWS::AccountId}.dkr.ecr.${Config.Region}.amazonaws.com/app:${Config.Tag}",
            "${AWS::AccountId}.dkr.ecr.{{resolve:ssm:/region}}.amazonaws.com/app:{{resolve:ssm:/tag}}",
            "$ACCOUNT.dkr.ecr.$AWS_REGION.amazonaws.com/app:$TAG",
        ])
    func unknownRegions(image: String) async throws {
        let stack = Stage.stack(template: .string("UserData: !Sub 'docker run -d \(image) now'\n"))
        let uses = try await Stage.answer(stack).uses
        #expect(uses.map { "\($0.reference)" } == ["123456789012/eu-west-1/app:*"])
    }

    @Test("are in another account's repository if only the region is not known")
    func unknownRegionElsewhere() async throws {
        let image = "999999999999.dkr.ecr.$AWS_REGION.amazonaws.com/app:$TAG"
        let stack = Stage.stack(template: .string("UserData: !Sub 'docker run -d \(image) now'\n"))
        let uses = try await Stage.answer(stack).uses
        #expect(uses.map { "\($0.reference)" } == ["999999999999/eu-west-1/app:*"])
    }

    @Test("are those of both branches, whichever is taken")
    func branches() async throws {
        let template = "Conditions: {C: !Equals [a, b]}\nImage: !If [C, HOST/a:v1, {Image: HOST/b:v2}]\n"
        #expect(try await references(template) == ["a:v1", "b:v2"])
    }

    @Test("are found in time where conditions are nested", .timeLimit(.minutes(10)))
    func nestedConditions() async throws {
        let image = String(repeating: "!If [C, x, ", count: 500) + "HOST/a:v1" + String(repeating: "]", count: 500)
        #expect(try await references("Conditions: {C: !Equals [a, b]}\nImage: \(image)\n") == ["a:v1"])
    }

    @Test("are a tag of any repository if the repository is stored or masked")
    func storedRepositories() async throws {
        for image in ["!Sub '${U}:rel-1'", "'{{resolve:ssm:/repository}}:rel-1'", "!Join [':', [!Ref U, rel-1]]"] {
            let stack = Stage.stack(template: .string("Image: \(image)\n"), parameters: ["U": "****"])
            #expect(try await Stage.answer(stack).tags.keys.contains("rel-1"))
        }
        let suffixed = Stage.stack(template: .string("Image: !Sub '${U}-app:rel-1'\n"), parameters: ["U": "****"])
        #expect(try await Set(Stage.answer(suffixed).tags.keys) == ["rel-1"])
    }

    @Test(
        "are those with a tag in another member or item, which counts in every repository",
        arguments: [
            ("{repository: HOST/app, tag: v1}", ["app:latest"], ["v1"]),
            ("[--image, HOST/app, v1]", ["app:latest"], ["--image", "v1"]),
            ("{repository: HOST/app, tag: !GetAtt C.Tag}", ["app:*", "app:latest"], []),
            ("{repository: HOST/app, tag: 1.10}", ["app:*", "app:latest"], []),
            ("{repository: HOST/app, imageTag: ''}", ["app:*", "app:latest"], []),
            ("{REPOSITORY: HOST/app, ROLE: !GetAtt Role.Arn, STAGE: !Ref Api}", ["app:latest"], []),
            ("{REPOSITORY: HOST/app, IMAGE_SHA: !GetAtt Build.Sha}", ["app:*", "app:latest"], []),
            ("{repository: HOST/app, imagetag: 1.2.3}", ["app:latest"], ["1.2.3"]),
            ("{tag: !GetAtt C.Tag, repository: HOST/app}", ["app:*", "app:latest"], []),
            ("{Repository: 'oci://HOST/app', Version: '1.0'}", ["app:latest"], ["1.0"]),
            ("{Repository: 'HOST:443/app/', Version: !GetAtt C.V}", ["app:*", "app:latest"], []),
            ("{registry: HOST, repository: app, tag: v1}", [], ["app", "v1"]),
            ("{registry: HOST, repository: app, tag: !GetAtt C.Tag}", ["app:*"], ["app"]),
            (
                "[{Name: URI, Value: HOST/app}, {Name: TAG, Value: v1, Type: PLAINTEXT}]", ["app:latest"],
                ["v1", "PLAINTEXT"]
            ),
            ("[{Key: uri, Value: HOST/app}, {Key: tag, Value: !GetAtt C.Tag}]", ["app:*", "app:latest"], []),
        ])
    func siblings(image: String, expected: [String], tags: [String]) async throws {
        #expect(try await references("Image: \(image)\n").sorted() == expected)
        let template = Document.string("Image: \(image)\n".replacing("HOST", with: Self.host))
        #expect(
            try await Set(Stage.answer(Stage.stack(template: template)).tags.keys) == Set(tags.map { ImageTag($0) }))
    }

    @Test(
        "are all of a repository if the tag is a number or truth value that may be written in another way",
        arguments: [
            "!Join [':', [HOST/app, 1.10]]", "!Join [':', [HOST/app, yes]]", "!Join [':', [HOST/app, 0123]]",
            "!Sub ['HOST/app:${T}', {T: 12e3}]", "!Join [':', [HOST/app, !FindInMap [M, a, t]]]",
            "!Join [':', [HOST/app, !If [C, p, d]]]",
            "!Join [':', [HOST/app, !Select [0, !Split [x, !Sub '${T.Id}xv1']]]]",
        ])
    func uncertainTexts(image: String) async throws {
        let template = """
            Mappings: {M: {a: {t: 2.0}}}
            Conditions: {C: !Equals [!Ref Enabled, yes]}
            Image: \(image)
            """
        #expect(try await references(template, parameters: ["Enabled": "yes"]) == ["app:*"])
    }

    @Test("are found in time where conditions follow each other without end", .timeLimit(.minutes(10)))
    func chainedConditions() async throws {
        let conditions = (0..<20_000).map { "  C\($0): !Not [!Condition C\($0 + 1)]\n" }.joined()
        let template = "Conditions:\n\(conditions)  C20000: !Equals [a, a]\nImage: !If [C0, HOST/a:v1, HOST/b:v1]\n"
        #expect(try await references(template) == ["a:v1", "b:v1"])
    }

    @Test("are found in time where the delimiter of a join is a join, and so on", .timeLimit(.minutes(10)))
    func nestedDelimiters() async throws {
        var join = "[HOST/a:v1]"
        for _ in 0..<100 { join = "!Join [[\(join)], [y]]" }
        #expect(try await references("Image: \(join)\n") == ["a:v1"])
    }

    @Test("are found in time whatever conditions and siblings there are", .timeLimit(.minutes(10)))
    func growth() async throws {
        let conditions = (0..<200).map { "  C\($0): !And [!Condition C\($0 + 1), !Condition C\($0 + 1)]\n" }.joined()
        let repositories = (0..<5_000).map { "HOST/app\($0)" }.joined(separator: ", ")
        let template =
            "Conditions:\n\(conditions)Image: !If [C0, a, HOST/b:v1]\nList: [\(repositories), !GetAtt C.Tag]\n"
        #expect(try await references(template).count == 5_001)
    }

    @Test(
        "are all of a repository in the stack's own registry if a shell knows the registry and the tag",
        arguments: [
            "docker push $ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com/app:$TAG",
            "docker push ${AWS_ACCOUNT_ID}.dkr.ecr.${AWS_DEFAULT_REGION}.amazonaws.com/app:${TAG}",
            "docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_REGION.amazonaws.com/app:$TAG",
        ])
    func shellVariables(command: String) async throws {
        #expect(try await references("Build: '\(command)'\n") == ["app:*"])
    }

    @Test("are none of a repository that a shell computes")
    func shellRepository() async throws {
        let command =
            "docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:$IMAGE_TAG"
        #expect(try await references("Build: '\(command)'\n").isEmpty)
    }
}
