import AWSClient
import ECRSimulator
import ImageModel
import ImageUsage
import Testing

@Suite("The images that a stack's template names")
struct TemplateTests {
    private static let hash = String(repeating: "0123456789abcdef", count: 4)
    private static let assets = "cdk-hnb659fds-container-assets-123456789012-eu-west-1"
    private static let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    /// The references of a template, as `REPOSITORY:TAG`, and the tags of any repository.
    private func names(
        _ template: Document, _ parameters: [String: String] = [:]
    ) async throws -> (references: [String], answer: UsageAnswer) {
        let answer = try await CloudFormationStage.answer(
            CloudFormationStage.stack(template: template, parameters: parameters))
        #expect(answer.uses.allSatisfy { $0.reference.registry == .ecr(account: "123456789012", region: "eu-west-1") })
        let references = answer.uses.map { use in
            "\(use.reference.repository)\(use.reference.tag.map { ":\($0)" } ?? "")"
                + (use.reference.digest.map { "@\($0)" } ?? "")
        }
        return (references, answer)
    }

    @Test("are the assets of CDK, by Fn::Sub, by Fn::Join and in texts")
    func assetsOfCDK() async throws {
        let sub =
            "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/cdk-hnb659fds-container-assets-${AWS::AccountId}-${AWS::Region}:\(Self.hash)"
        let join: Document = [
            "Fn::Join": [
                "",
                [
                    ["Ref": "AWS::AccountId"], ".dkr.ecr.", ["Ref": "AWS::Region"], ".", ["Ref": "AWS::URLSuffix"],
                    "/cdk-hnb659fds-container-assets-", ["Ref": "AWS::AccountId"], "-", ["Ref": "AWS::Region"],
                    .string(":\(Self.hash)"),
                ],
            ]
        ]
        for image: Document in [["Fn::Sub": .string(sub)], join, .string("\(Self.host)/\(Self.assets):\(Self.hash)")] {
            let (references, answer) = try await names(["Resources": ["Task": ["Image": image]]])
            #expect(references == ["\(Self.assets):\(Self.hash)"])
            let user = "CloudFormation stack \(CloudFormationStage.arn())"
            #expect(answer.tags == [ImageTag(Self.hash): user])
            #expect(answer.digests == [try #require(ImageDigest("sha256:\(Self.hash)")): user])
            #expect(answer.uses.allSatisfy { !$0.isRunning && !$0.isExpected && $0.start == nil })
        }
    }

    @Test(
        "are hashes wherever they stand, in any repository",
        arguments: [
            "HASH", "x:HASH", "@sha256:HASH", "/cdk-assets:HASH.zip", "AssetParametersHASHArtifactHash", "a HASH, b",
            "s3://bucket/HASH.json", "%HASH%",
        ])
    func hashes(text: String) async throws {
        let text = text.replacing("HASH", with: Self.hash)
        let yaml = ["Metadata: '\(text)'\n", "# \(text)\nMetadata: none\n"].map { Document.string($0) }
        for template in [["Metadata": .string(text)], [text: "x"]] + yaml {
            let answer = try await names(template).answer
            #expect(answer.digests.keys.contains(try #require(ImageDigest("sha256:\(Self.hash)"))))
            #expect(answer.tags.keys.contains(ImageTag(Self.hash)))
        }
    }

    @Test("are tags with a hash and more")
    func prefixedHashes() async throws {
        let answer = try await names(["Image": .string("x:app-\(Self.hash)")]).answer
        #expect(Set(answer.tags.keys) == [ImageTag(Self.hash), ImageTag("app-\(Self.hash)")])
        let longer = try await names(["Image": .string("x:\(Self.hash)0")]).answer
        #expect(Set(longer.tags.keys) == [ImageTag("\(Self.hash)0")])
        #expect(longer.digests.isEmpty)
    }

    @Test(
        "are references in JSON",
        arguments: [
            (#""HOST/team/app:v1""#, "team/app:v1"),
            (#""HOST/app""#, "app:latest"),
            (#""HOST:443/app:v1""#, "app:v1"),
            (#""docker run HOST/app:v1; docker push HOST/app:$TAG""#, "app:v1 app:*"),
            (#"{"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/app:${Tag}"}"#, "app:p1"),
            (#"{"Fn::Sub": ["${H}/app:${T}", {"H": "HOST", "T": {"Ref": "Tag"}}]}"#, "app:p1"),
            (#"{"Fn::Sub": "HOST/app:${!Tag}"}"#, "app:*"),
            (#"{"Fn::Join": [":", [{"Fn::Sub": "HOST/app"}, {"Ref": "Tag"}]]}"#, "app:p1"),
            (#"{"Fn::Join": ["", ["HOST/app:", 12]]}"#, "app:12"),
            (#"{"Fn::Base64": {"Fn::Sub": "pull HOST/app:${Tag}"}}"#, "app:p1"),
            (#"[{"a": [{"Fn::If": ["c", "HOST/app:v1", {"Ref": "AWS::NoValue"}]}]}]"#, "app:v1"),
            (#""{\"Image\": \"HOST/app:v1\"}""#, "app:v1"),
        ])
    func referencesInJSON(value: String, expected: String) async throws {
        let template = #"{"Resources": {"A": {"Image": VALUE}}}"#
            .replacing("VALUE", with: value).replacing("HOST", with: Self.host)
        #expect(
            try await names(.string(template), ["Tag": "p1"]).references
                == expected.split(separator: " ").map(String.init))
    }

    @Test(
        "are references in YAML",
        arguments: [
            ("HOST/app:v1", "app:v1"),
            ("'HOST/app:v1' # comment", "app:v1"),
            ("!Sub ${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/app:${Tag}", "app:p1"),
            (#"!Sub "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:${Tag}-arm""#, "app:p1-arm"),
            ("{'Fn::Sub': '${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:v1'}", "app:v1"),
            ("!Sub\n      - ${H}/app:v1\n      - H: HOST\n", "app:v1"),
            ("!Sub [\"${H}/app:${V}\", {H: HOST, V: !Ref Tag}]", "app:p1"),
            (
                "!Join\n      - ''\n      - - !Ref AWS::AccountId\n        - .dkr.ecr.\n        - !Ref AWS::Region\n        - .amazonaws.com/app\n        - :v1",
                "app:v1"
            ),
            ("!Join ['', [!Ref 'AWS::AccountId', .dkr.ecr., !Ref 'AWS::Region', '.amazonaws.com/app:v1']]", "app:v1"),
            ("!Join ['', ['HOST/app:rel-', !Ref Tag]]", "app:rel-p1"),
            (
                "\n      Fn::Join:\n        - ''\n        - # the host\n          - 'HOST/app:rel-'\n          - Ref: Tag\n",
                "app:rel-p1"
            ),
            ("!Join ['-', ['HOST/app:rel', '1']]", "app:rel-1"), ("!Join ['/', [HOST, app]]", "app:latest"),
            ("\"\\x31HOST\\/app\\u003av1\"", ""), ("\"HOST\\/app\\u003av1\"", "app:v1"),
            ("!Sub |\n      docker login HOST\n      docker run \\\n        HOST/app:${Tag}", "app:p1"),
        ])
    func referencesInYAML(value: String, expected: String) async throws {
        let template = "Resources:\n  A:\n    Image: VALUE\n    Memory: 512\n"
            .replacing("VALUE", with: value).replacing("HOST", with: Self.host)
        let found = try await names(.string(template), ["Tag": "p1"])
        #expect(found.references == expected.split(separator: " ").map(String.init))
    }

    @Test("are the same in JSON with a name that stands twice, of which CloudFormation takes the last")
    func duplicateNames() async throws {
        let template = #"{"Image": "HOST/app:v1", "Image": {"Fn::Join": [":", ["HOST/app", "v2"]]}}"#
        #expect(
            try await names(.string(template.replacing("HOST", with: Self.host))).references == ["app:v1", "app:v2"])
    }

    @Test("are an error if the template can't be read", arguments: ["a: [b", "a: *b", "a: b: c", "a: @b"])
    func unreadable(template: String) async throws {
        let error = try await failure { try await names(.string(template)) }
        #expect(error.code == .malformedResponse && error.operation == "cloudformation:GetTemplate")
        #expect(error.message.contains("\(CloudFormationStage.arn()) can't be read: line 1: "))
    }

    @Test("are all words of a text behind a host name without a tag, since a shell may join them")
    func shellVariables() async throws {
        for text in ["REGISTRY=HOST; docker run $REGISTRY/app:v1", "IMAGE=HOST/app; docker run \\\"$IMAGE:v1\\\""] {
            let template = #"{"UserData": "\#(text.replacing("HOST", with: Self.host))"}"#
            #expect(try await names(.string(template)).answer.tags.keys.contains("v1"))
        }
    }

    @Test(
        "are tags of any repository if the registry or the repository is not known",
        arguments: [
            #"{"Fn::Sub": "${Repository.RepositoryUri}:v1"}"#,
            #"{"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/${Repository}:v1"}"#,
            #"{"Fn::Join": [":", [{"Fn::ImportValue": "uri"}, "v1"]]}"#,
            #"{"Fn::Join": ["", [{"Fn::GetAtt": ["Repository", "RepositoryUri"]}, ":v1"]]}"#,
            #"{"Fn::Join": ["", [{"Fn::Select": [4, {"Fn::Split": [":", {"Fn::GetAtt": ["R", "Arn"]}]}]}, ".dkr.ecr.eu-west-1.", {"Ref": "AWS::URLSuffix"}, "/", {"Ref": "R"}, ":v1"]]}"#,
            #""$ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com/app:v1""#,
        ])
    func unknownRepositories(value: String) async throws {
        let (references, answer) = try await names(.string("{\"Image\": \(value)}"))
        #expect(references.isEmpty)
        #expect(Set(answer.tags.keys) == ["v1"])
    }

    @Test("are all of a repository if a part of the tag is not known")
    func unknownTags() async throws {
        for value in [
            #"{"Fn::Sub": "HOST/app:prod-${Version}"}"#,
            #"{"Fn::Join": ["", ["HOST/app:prod-", {"Fn::FindInMap": ["a", "b", "c"]}]]}"#,
        ] {
            let template = #"{"Image": VALUE}"#.replacing("VALUE", with: value).replacing("HOST", with: Self.host)
            let uses = try await names(.string(template)).answer.uses
            #expect(uses.map(\.reference.tag) == ["prod-*"])
            #expect(uses.map(\.start) == [.unknown])
        }
    }

    @Test(
        "are all of a repository if the tag or the digest is computed, stored, masked or a variable",
        arguments: [
            (#""HOST/app:{{resolve:ssm:/tag:1}}""#, "app:*"), (#""HOST/app@{{resolve:ssm:/digest}}""#, "app:*"),
            (#"{"Fn::Sub": "HOST/app:${Masked}"}"#, "app:*"), (#"{"Fn::Sub": "HOST/app:v${Masked}"}"#, "app:v*"),
            (#"{"Fn::Sub": "HOST/app:${Path}"}"#, "app:*"), (#"{"Fn::Sub": "HOST/app:${Empty}"}"#, "app:*"),
            (#"{"Fn::Join": [":", ["HOST/app", {"Ref": "Masked"}]]}"#, "app:*"),
            (#"{"Fn::Sub": "HOST/app@${Custom.Digest}"}"#, "app:*"),
            (#"{"Fn::Join": ["@", ["HOST/app", {"Fn::GetAtt": ["Custom", "Digest"]}]]}"#, "app:*"),
            (#""IMAGE=HOST/app; docker run $IMAGE:$TAG""#, "app:*"),
            (#""docker run HOST/app:$TAG""#, "app:*"), (#""docker run HOST/app${SEPARATOR}v1""#, "app:*"),
            (#"{"Fn::Join": [":", [{"Fn::GetAtt": ["Own", "RepositoryUri"]}, {"Fn::If": ["c", "a", "b"]}]]}"#, "own:*"),
            (#"{"Fn::Join": [":", [{"Fn::GetAtt": "Own.RepositoryUri"}, "v1"]]}"#, "own:v1"),
            (#"{"Fn::Sub": "HOST/${Own}:v1"}"#, "own:v1"),
        ])
    func computed(value: String, expected: String) async throws {
        let own = #"{"Type": "AWS::ECR::Repository", "Properties": {"RepositoryName": "own"}}"#
        let template = #"{"Resources": {"Own": \#(own), "A": {"Image": VALUE}}}"#
            .replacing("VALUE", with: value).replacing("HOST", with: Self.host)
        let parameters = ["Masked": "****", "Path": "/stored/tag", "Empty": ""]
        let (references, answer) = try await names(.string(template), parameters)
        #expect(references.last == expected)
        #expect(answer.uses.last?.start == (expected.hasSuffix("*") ? .unknown : nil))
    }

    @Test(
        "are all of a repository if YAML computes the tag",
        arguments: [
            "!Join [':', ['HOST/app', !FindInMap [M, a, t]]]", "!Join [':', [HOST/app, !ImportValue T]]",
            "!Sub 'HOST/app:${Masked}'", "!Sub 'HOST/app:{{resolve:ssm:/tag}}'", "docker run HOST/app:$TAG",
            "!Sub ['${H}/app:${V}', {H: HOST, V: !FindInMap [M, a, t]}]",
        ])
    func computedInYAML(value: String) async throws {
        let template = "Resources:\n  A:\n    Image: \(value)\n".replacing("HOST", with: Self.host)
        let (references, answer) = try await names(.string(template), ["Masked": "****"])
        #expect(references == ["app:*"] && answer.uses.allSatisfy { $0.start == .unknown })
    }

    @Test(
        "are any if neither the repository nor the tag is known, which is an error",
        arguments: [
            #"{"Image": {"Fn::Sub": "${R.RepositoryUri}:${C.Tag}"}}"#,
            #"{"Image": {"Fn::Join": [":", [{"Fn::GetAtt": ["R", "RepositoryUri"]}, {"Fn::ImportValue": "T"}]]}}"#,
            #"{"Image": {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/${R}@${C.Digest}"}}"#,
            "Image: !Join [':', [!GetAtt R.RepositoryUri, !FindInMap [M, a, t]]]\n",
            "Image: !Join\n  - ':'\n  - - !GetAtt R.RepositoryUri\n    - !ImportValue T\n",
            "Image: !Sub '${R.RepositoryUri}:${C.Tag}'\n",
            "Image: !Join ['', [!Ref AWS::AccountId, .dkr.ecr., !Ref AWS::Region, '.amazonaws.com/', !Ref R, ':', !GetAtt C.Tag]]\n",
            "Image: !Sub ['HOST/${R}:${T}', {R: !GetAtt C.Name, T: !GetAtt C.Tag}]\n",
            "Image: HOST/{{resolve:ssm:/app/image}}\n", "Image: !Sub 'HOST/${C.Name}'\n",
            "Image: !Join ['', [HOST/app, !If [Unknown, ':v1', '@sha256:x']]]\n",
        ])
    func unknownImages(template: String) async throws {
        let error = try await failure { try await names(.string(template.replacing("HOST", with: Self.host))) }
        #expect(error.code == .malformedResponse && error.message.contains("any image may be in use"))
    }

    @Test(
        "are no error in texts that join nothing",
        arguments: [
            "Value: !GetAtt R.RepositoryUri\nRole: !GetAtt Role.Arn\n", "Value: !Sub '${R.RepositoryUri}'\n",
            "Image: !Join [':', [!GetAtt R.RepositoryUri, v1]]\nRole: !GetAtt Role.Arn\n",
            "Command:\n  - !Sub '${R.RepositoryUri}:v1'\nRole: !GetAtt Role.Arn\n",
            "Image: !Join\n  - ''\n  - - !Ref AWS::AccountId\n    - .dkr.ecr.\n    - !Ref AWS::Region\n    - .amazonaws.com/\n    - !Ref R\n    - ':v1'\n",
            #"{"Value": {"Fn::GetAtt": ["R", "RepositoryUri"]}}"#,
            "UserData: !Join\n  - ''\n  - - docker login HOST\n    - ' --role '\n    - !GetAtt Role.Arn\n    - !ImportValue x\n",
            "Value: !Sub 'Push to ${R.RepositoryUri}: it is yours'\n",
            "Resource: !Sub 'arn:aws:logs:*:*:log-group:${Prefix}/${Function}:*'\n",
            "Source: !Sub 's3://${Bucket}/${Key}:${Key.Version}'\n",
            "URL: !Sub 'https://${Api}.execute-api.eu-west-1.amazonaws.com/prod'\n",
        ])
    func knownParts(template: String) async throws {
        _ = try await names(.string(template.replacing("HOST", with: Self.host)))
    }

    @Test("are found in time in a long line", .timeLimit(.minutes(10)))
    func longLine() async throws {
        let template = "a: [" + String(repeating: "HOST/app:v1, ", count: 2_000) + "]"
        #expect(try await names(.string(template.replacing("HOST", with: Self.host))).references == ["app:v1"])
    }

    @Test("are nothing in texts that name none")
    func nothing() async throws {
        let answer = try await names([
            "Resources": ["Role": ["Fn::Join": [":", ["arn", ["Ref": "AWS::Partition"], "iam", "aws"]]]],
            "Description": "v1 of ecr and dkr.ecr: 123456789012.dkr.s3.eu-west-1.amazonaws.com/app:v1",
        ]).answer
        #expect(answer.uses.isEmpty && answer.digests.isEmpty && answer.tags.isEmpty)
    }
}
