import AWSClient
import ECRSimulator
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import Synchronization
import TestSupport
import Testing

/// A kind of SageMaker's resources, as the simulator's documents have it.
private struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    let key: String
    /// A resource that uses an image, without its name and ARN.
    let using: @Sendable (Document) -> [String: Document]
    var isJob = false

    var testDescription: String { name }

    init(
        _ name: String, _ key: String, isJob: Bool = false, using: @escaping @Sendable (Document) -> [String: Document]
    ) {
        (self.name, self.key, self.isJob, self.using) = (name, key, isJob, using)
    }

    /// Resources of the kind, one for each image.
    func documents(_ images: [Document], status: Document = "InProgress", count: Int = 1) -> [String: [Document]] {
        let documents = images.enumerated().map { index, image in
            var members = using(image)
            members["\(name)Name"] = .string("r\(index)-{n}")
            members["\(name)Arn"] = .string("arn:\(index)-{n}")
            if isJob { members["\(name)Status"] = status }
            members["count"] = .number(Double(count))
            return Document.object(members)
        }
        return [key: documents]
    }

    /// The operations that list and describe the kind.
    var operations: [ECRSimulator.Operation] {
        ["sagemaker:List\(name)s", "sagemaker:Describe\(name)"].map { .init($0) }
    }

    static let endpoint = Kind("Endpoint", "endpoints") { image in
        ["ProductionVariants": [["VariantName": "all", "DeployedImages": [["SpecifiedImage": image]]]]]
    }
    static let component = Kind("InferenceComponent", "inferenceComponents") { image in
        ["Specification": ["Container": ["DeployedImage": ["SpecifiedImage": image]]]]
    }
    static let model = Kind("Model", "models") { ["PrimaryContainer": ["Image": $0]] }
    static let package = Kind("ModelPackage", "modelPackages") { image in
        ["InferenceSpecification": ["Containers": [["Image": image]]]]
    }
    static let training = Kind("TrainingJob", "trainingJobs", isJob: true) { image in
        ["AlgorithmSpecification": ["TrainingImage": image]]
    }
    static let processing = Kind("ProcessingJob", "processingJobs", isJob: true) { image in
        ["AppSpecification": ["ImageUri": image]]
    }
    static let all = [endpoint, component, model, package, training, processing]
}

/// A source of SageMaker's uses that reads through a transport.
private let source: @Sendable (any Transport) throws -> any UsageSource = { transport in
    SageMakerUsageSource(client: try .forTests(.sageMaker, transport))
}

private func uses(_ documents: [String: [Document]]) async throws -> [ImageUse] {
    try await SourceStage([.sagemaker: documents], source: source).uses()
}

@Suite("What SageMaker uses")
struct SageMakerUsageTests {
    @Test("is the image of each kind, by tag, by digest or both", arguments: Kind.all)
    fileprivate func references(kind: Kind) async throws {
        let stage = try SourceStage(
            [.sagemaker: kind.documents(["ecr:app:one", "ecr:app#two", "ecr:app:one#two", "library/python:3.13"])],
            source: source)
        let uses = try await stage.uses()
        let two = try stage.registry.digest("two")
        #expect(uses.map(\.reference.tag) == ["one", nil, "one"])
        #expect(uses.map(\.digest) == [nil, two, two])
        #expect(uses.map { $0.user.split(separator: " ").last } == ["arn:0-0", "arn:1-0", "arn:2-0"])
        let isDefinition = ["Model", "ModelPackage"].contains(kind.name)
        #expect(uses.allSatisfy { $0.isRunning == !isDefinition && $0.start == (isDefinition ? nil : .unknown) })
    }

    @Test("of an endpoint is the digest that SageMaker resolved, in every variant and in a deployment under way")
    func endpoints() async throws {
        func variants(_ images: [Document]) -> Document {
            [["VariantName": "all", "DeployedImages": .array(images)]]
        }
        let copy = try "999999999999.dkr.ecr.eu-west-1.amazonaws.com/copy@\(digest("1"))"
        let stage = try SourceStage(
            [
                .sagemaker: [
                    "endpoints": [
                        [
                            "EndpointName": "e", "EndpointArn": "arn:e", "EndpointStatus": "Failed",
                            "ProductionVariants": variants([
                                ["SpecifiedImage": "ecr:app:gone", "ResolvedImage": "ecr:app#one"],
                                ["SpecifiedImage": "ecr:app:gone", "ResolvedImage": .string(copy)],
                            ]),
                            "ShadowProductionVariants": variants([["ResolvedImage": "ecr:app#two"]]),
                            "PendingDeploymentSummary": [
                                "EndpointConfigName": "c",
                                "ProductionVariants": variants([["SpecifiedImage": "ecr:app:next"]]),
                                "ShadowProductionVariants": variants([["SpecifiedImage": "ecr:app:shadow"]]),
                            ],
                        ],
                        ["EndpointName": "old", "EndpointArn": "arn:old", "EndpointStatus": "Deleting"],
                    ]
                ]
            ], source: source)
        let uses = try await stage.uses()
        let (one, two) = try (stage.registry.digest("one"), stage.registry.digest("two"))
        #expect(uses.map(\.reference.tag) == ["gone", "gone", nil, nil, "next", "shadow"])
        #expect(try uses.map(\.digest) == [one, digest("1"), digest("1"), two, nil, nil])
        #expect(uses.map(\.reference.repository) == ["app", "app", "copy", "app", "app", "app"])
        #expect(uses.allSatisfy { $0.isExpected && $0.user == "SageMaker endpoint arn:e" })
    }

    @Test("of a model is the image of each container, and of a package also the digest that it was registered with")
    func containers() async throws {
        let one = try digest("1")
        let found = try await uses([
            "models": [
                [
                    "ModelName": "m", "ModelArn": "arn:m",
                    "PrimaryContainer": [
                        "Image": "ecr:app:primary", "MultiModelConfig": ["ModelCacheSetting": "Enabled"],
                    ],
                    "Containers": [["Image": "ecr:app:first"], ["ModelPackageName": "p"], ["Image": "ecr:app:second"]],
                ]
            ],
            "modelPackages": [
                [
                    "ModelPackageName": "p", "ModelPackageArn": "arn:p/3", "ModelPackageVersion": .number(3),
                    "InferenceSpecification": [
                        "Containers": [["Image": "ecr:app:main", "ImageDigest": .string(one.description.uppercased())]]
                    ],
                    "AdditionalInferenceSpecifications": [["Name": "neo", "Containers": [["Image": "ecr:app:neo"]]]],
                ],
                [
                    "ModelPackageName": "alone", "ModelPackageArn": "arn:alone",
                    "InferenceSpecification": ["Containers": [["Image": "ecr:app:alone"]]],
                ],
            ],
        ])
        #expect(found.map(\.reference.tag) == ["primary", "first", "second", "alone", "main", "main", "neo"])
        #expect(found.map(\.digest) == [nil, nil, nil, nil, nil, one, nil])
        #expect(found.allSatisfy { !$0.isRunning })
    }

    @Test("of a job is its image until it has ended", arguments: [Kind.training, .processing])
    fileprivate func jobs(kind: Kind) async throws {
        for status in ["InProgress", "Stopping", "Pending"] as [Document] {
            #expect(try await uses(kind.documents(["ecr:app:one"], status: status)).count == 1)
        }
        for status in ["Completed", "Failed", "Stopped", "Deleting"] as [Document] {
            let stage = try SourceStage([.sagemaker: kind.documents(["ecr:app:one"], status: status)], source: source)
            #expect(try await stage.uses().isEmpty)
            #expect(stage.calls["Describe\(kind.name)"] == nil)
        }
    }

    @Test("of a training job is also the image of each rule")
    func rules() async throws {
        let found = try await uses([
            "trainingJobs": [
                [
                    "TrainingJobName": "t", "TrainingJobArn": "arn:t", "TrainingJobStatus": "InProgress",
                    "AlgorithmSpecification": ["AlgorithmName": "bought"],
                    "DebugRuleConfigurations": [["RuleEvaluatorImage": "ecr:app:debug"]],
                    "ProfilerRuleConfigurations": [["RuleEvaluatorImage": "ecr:app:profile"]],
                ]
            ]
        ])
        #expect(found.map(\.reference.tag) == ["debug", "profile"])
    }

    @Test("of a transform job or an inference component is what its model names, as of a workload that runs")
    func models() async throws {
        let running: [String: [Document]] = [
            "transformJobs": [
                [
                    "TransformJobName": "t", "TransformJobArn": "arn:t", "TransformJobStatus": "InProgress",
                    "ModelName": "r0-0",
                ]
            ],
            "inferenceComponents": [
                [
                    "InferenceComponentName": "c", "InferenceComponentArn": "arn:c",
                    "Specifications": [["ModelName": "r0-0"]],
                ]
            ],
        ]
        let found = try await uses(running.merging(Kind.model.documents(["ecr:app:one"])) { $1 })
        #expect(
            found.map(\.user) == [
                "SageMaker model arn:0-0", "SageMaker inference component arn:c", "SageMaker transform job arn:t",
            ])
        #expect(found.map(\.start) == [nil, .unknown, .unknown])
        // A model that is gone says no longer which image runs.
        for kind in ["transformJobs", "inferenceComponents"] {
            let error = try await failure { try await uses(running.filter { $0.key == kind }) }
            #expect(error.code == .malformedResponse && error.message.contains("runs the model r0-0, which is gone"))
        }
    }
}

@Suite("What SageMaker runs of a model package")
struct SageMakerPackageTests {
    private static let arn = "arn:aws:sagemaker:eu-west-1:123456789012"

    /// Documents of something that runs a model, whose container comes from a package.
    private static func documents(
        _ name: String, package container: Document?, runner: String
    ) -> [String: [Document]] {
        var documents: [String: [Document]] = [
            "models": [
                [
                    "ModelName": "m", "ModelArn": .string("\(arn):model/m"),
                    "PrimaryContainer": ["ModelPackageName": .string(name)],
                ]
            ]
        ]
        switch runner {
        case "transform job":
            documents["transformJobs"] = [
                [
                    "TransformJobName": "t", "TransformJobArn": "arn:t", "TransformJobStatus": "InProgress",
                    "ModelName": "m",
                ]
            ]
        case "inference component":
            documents["inferenceComponents"] = [
                [
                    "InferenceComponentName": "c", "InferenceComponentArn": "arn:c",
                    "Specification": ["ModelName": "m"],
                ]
            ]
        case "endpoint":
            documents["endpoints"] = [
                [
                    "EndpointName": "e", "EndpointArn": "arn:e", "EndpointConfigName": "c",
                    "EndpointStatus": "Creating",
                ]
            ]
            documents["endpointConfigs"] = [
                [
                    "EndpointConfigName": "c", "EndpointConfigArn": "arn:c",
                    "ProductionVariants": [["VariantName": "v", "ModelName": "m"]],
                ]
            ]
        default: break
        }
        documents["modelPackages"] = container.map {
            [
                [
                    "ModelPackageName": "x", "ModelPackageArn": .string("\(arn):model-package/x/1"),
                    "ModelPackageVersion": .number(1), "InferenceSpecification": ["Containers": [$0]],
                ]
            ]
        }
        return documents
    }

    @Test(
        "is what its tag may have named before, if the package has no digest",
        arguments: ["transform job", "inference component", "endpoint"], ["\(arn):model-package/x/1", "x/1"])
    func byTag(runner: String, name: String) async throws {
        let found = try await uses(Self.documents(name, package: ["Image": "ecr:app:one"], runner: runner))
        let running = found.filter(\.isRunning)
        #expect(running.map(\.user).allSatisfy { $0.hasPrefix("SageMaker \(runner) arn:") })
        #expect(running.map(\.reference.tag) == ["one"])
        #expect(running.map(\.start) == [.unknown] && running.map(\.digest) == [nil])
    }

    @Test("is the package's digest, if it has one; the tag counts as that of a definition")
    func byDigest() async throws {
        let one = try digest("1")
        let container: Document = ["Image": "ecr:app:one", "ImageDigest": .string("\(one)")]
        let found = try await uses(
            Self.documents("\(Self.arn):model-package/x/1", package: container, runner: "endpoint"))
        #expect(found.filter(\.isRunning).map(\.digest) == [one])
        #expect(found.filter { $0.digest == nil }.map(\.start) == [nil])
    }

    @Test(
        "is not known where the package of the own account is gone, also where another one is there",
        arguments: ["transform job", "inference component", "endpoint"], ["\(arn):model-package/x/2", "gone"])
    func gone(runner: String, name: String) async throws {
        let error = try await failure {
            try await uses(Self.documents(name, package: ["Image": "ecr:app:one"], runner: runner))
        }
        #expect(error.code == .malformedResponse && error.operation == "sagemaker:ListModelPackages")
        #expect(error.message.contains("runs the model m, whose model package \(name) is gone"))
    }

    @Test("is not known where the package, or the model, names no image")
    func unnamed() async throws {
        var documents = Self.documents("x/1", package: ["ContainerHostname": "h"], runner: "endpoint")
        var error = try await failure { try await uses(documents) }
        #expect(error.code == .malformedResponse && error.operation == "sagemaker:DescribeModelPackage")
        #expect(error.message.contains("runs the model m, whose model package x/1 names no image"))
        documents["models"] = [["ModelName": "m", "ModelArn": "arn:m", "PrimaryContainer": ["Mode": "SingleModel"]]]
        error = try await failure { try await uses(documents) }
        #expect(error.code == .malformedResponse && error.operation == "sagemaker:DescribeModel")
        #expect(error.message.contains("which names neither an image nor a model package"))
    }

    @Test(
        "is nothing where another account has the package, or nothing runs the model",
        arguments: [
            ("arn:aws:sagemaker:eu-west-1:999999999999:model-package/x/1", "endpoint"),
            ("\(arn):model-package/x/1", "nothing"),
        ])
    func foreign(name: String, runner: String) async throws {
        #expect(try await uses(Self.documents(name, package: nil, runner: runner)).isEmpty)
    }
}

@Suite("What SageMaker uses where an endpoint or a component does not show it")
struct SageMakerHiddenImageTests {
    /// An endpoint `e` with the configuration `c`, and what that and one model name.
    private static func documents(
        _ endpoint: [String: Document], variants: Document = [["VariantName": "all", "ModelName": "r0-0"]],
        shadows: Document = [], model: Document? = "ecr:app:one"
    ) -> [String: [Document]] {
        let names: [String: Document] = ["EndpointName": "e", "EndpointArn": "arn:e", "EndpointConfigName": "c"]
        let configuration: Document = [
            "EndpointConfigName": "c", "EndpointConfigArn": "arn:c", "ProductionVariants": variants,
            "ShadowProductionVariants": shadows,
        ]
        var documents = model.map { Kind.model.documents([$0]) } ?? [:]
        documents["endpoints"] = [Document.object(names.merging(endpoint) { $1 })]
        documents["endpointConfigs"] = [configuration]
        return documents
    }

    private static let shown: Document = [["VariantName": "v", "DeployedImages": [["SpecifiedImage": "busybox"]]]]

    @Test(
        "is what the models of the endpoint's configuration name",
        arguments: [
            ["EndpointStatus": "Creating"],
            ["EndpointStatus": "InService", "ProductionVariants": []],
            ["EndpointStatus": "InService", "ProductionVariants": [["VariantName": "v"]]],
            ["EndpointStatus": "InService", "ProductionVariants": [["VariantName": "v", "DeployedImages": []]]],
            ["EndpointStatus": "Updating", "ProductionVariants": [["VariantName": "v", "DeployedImages": [[:]]]]],
            ["ProductionVariants": shown, "ShadowProductionVariants": [["VariantName": "s"]]],
            [
                "ProductionVariants": shown, "EndpointConfigName": "old",
                "PendingDeploymentSummary": ["EndpointConfigName": "c", "ProductionVariants": [["VariantName": "v"]]],
            ],
        ] as [[String: Document]])
    func configuration(endpoint: [String: Document]) async throws {
        let found = try await uses(Self.documents(endpoint))
        #expect(found.map(\.user) == ["SageMaker model arn:0-0", "SageMaker endpoint arn:e"])
        #expect(found.map(\.reference.tag) == ["one", "one"])
        #expect(found.map(\.start) == [nil, .unknown])
    }

    @Test("is what the model of a shadow variant names, too")
    func shadow() async throws {
        let shadows: Document = [["VariantName": "shadow", "ModelName": "r0-0"]]
        let found = try await uses(
            Self.documents(["EndpointStatus": "Creating"], variants: [["VariantName": "all"]], shadows: shadows))
        #expect(found.map(\.isRunning) == [false, true])
    }

    @Test("is nothing where the configuration names no model, since inference components have the images")
    func components() async throws {
        let endpoint: [String: Document] = ["ProductionVariants": [["VariantName": "all"]]]
        let documents = Self.documents(endpoint, variants: [["VariantName": "all"]], model: nil)
        #expect(try await uses(documents).isEmpty)
        let components = Kind.component.documents(["ecr:app:one"])
        #expect(try await uses(documents.merging(components) { $1 }).count == 1)
    }

    @Test("is nothing where an endpoint can only be deleted", arguments: ["Failed", "Deleting"] as [Document])
    func ending(status: Document) async throws {
        let stage = try SourceStage(
            [.sagemaker: Self.documents(["EndpointStatus": status], model: nil)], source: source)
        #expect(try await stage.uses().isEmpty)
        #expect(stage.calls["DescribeEndpointConfig"] == nil)
    }

    @Test("is not known where the configuration or its model is gone, or is not told")
    func unknown() async throws {
        let creating: [String: Document] = ["EndpointStatus": "Creating"]
        var error = try await failure { try await uses(Self.documents(creating, model: nil)) }
        #expect(error.message.contains("the SageMaker endpoint arn:e runs the model r0-0, which is gone"))

        error = try await failure { try await uses(Self.documents(["EndpointConfigName": "gone"])) }
        #expect(error.code == "ValidationException" && error.operation == "sagemaker:DescribeEndpointConfig")
        #expect(error.message.contains("It is gone, and only it tells what the SageMaker endpoint arn:e runs"))

        error = try await failure { try await uses(Self.documents(creating, variants: [])) }
        #expect(error.code == .malformedResponse && error.message.contains("ProductionVariants: is empty"))

        let unnamed: Document = ["EndpointName": "e", "EndpointArn": "arn:e", "EndpointStatus": "Creating"]
        error = try await failure { try await uses(["endpoints": [unnamed]]) }
        #expect(error.code == .malformedResponse && error.operation == "sagemaker:DescribeEndpoint")
        #expect(error.message.contains("SageMaker endpoint arn:e"))
    }

    @Test("is not known of a component without an image and a model, unless it runs in another component's container")
    func component() async throws {
        func found(_ specification: Document, status: Document = "InService") async throws -> [ImageUse] {
            let component: Document = [
                "InferenceComponentName": "c", "InferenceComponentArn": "arn:c", "InferenceComponentStatus": status,
                "Specification": specification,
            ]
            return try await uses(["inferenceComponents": [component]])
        }
        let adapter: Document = ["ArtifactUrl": "s3://bucket/adapter"]
        let error = try await failure { try await found(["Container": adapter]) }
        #expect(error.code == .malformedResponse && error.operation == "sagemaker:DescribeInferenceComponent")
        #expect(error.message.contains("SageMaker inference component arn:c"))
        #expect(try await found(["Container": adapter, "BaseInferenceComponentName": "base"]).isEmpty)
        #expect(try await found(["Container": adapter], status: "Failed").isEmpty)
    }

    @Test("is not known where an image is empty", arguments: Kind.all)
    fileprivate func empty(kind: Kind) async throws {
        let error = try await failure { try await uses(kind.documents([""])) }
        #expect(error.code == .malformedResponse && error.operation == "sagemaker:Describe\(kind.name)")
    }
}

@Suite("Reading SageMaker")
struct SageMakerReadingTests {
    private static let transform = Kind("TransformJob", "transformJobs", isJob: true) { _ in ["ModelName": "r0-0"] }

    @Test("lists a hundred at a time, and describes each once", arguments: Kind.all)
    fileprivate func callCount(kind: Kind) async throws {
        let stage = try SourceStage([.sagemaker: kind.documents(["ecr:app:one"], count: 250)], source: source)
        #expect(try await Set(stage.uses().map(\.user)).count == 250)
        let lists = (Kind.all + [Self.transform]).map { ("List\($0.name)s", $0.name == kind.name ? 3 : 1) }
        #expect(stage.calls == Dictionary(uniqueKeysWithValues: lists + [("Describe\(kind.name)", 250)]))
    }

    @Test("is an error where it can't be read to its end", arguments: Kind.all + [transform], [1, 2])
    fileprivate func failures(kind: Kind, call: Int) async throws {
        var documents = kind.documents(["ecr:app:one"], count: 150)
        if kind.name == "TransformJob" { documents.merge(Kind.model.documents(["ecr:app:one"])) { $1 } }
        for operation in kind.operations {
            try await SourceStage.expectFailures(of: operation, from: call, [.sagemaker: documents], source: source)
        }
    }

    @Test("leaves out what was deleted meanwhile", arguments: ["ValidationException", "ResourceNotFound"])
    func deleted(code: String) async throws {
        #expect(try await Self.uses(listedAgain: "", refusal: code).map(\.reference.tag) == ["stays"])
    }

    @Test("is an error where a resource that is still listed can't be described")
    func refused() async throws {
        let error = try await failure {
            try await Self.uses(listedAgain: #"{"ModelName": "gone"},"#, refusal: "ValidationException")
        }
        #expect(error.code == "ValidationException" && error.operation == "sagemaker:DescribeModel")
    }

    @Test("is nothing where SageMaker does not exist, or does not know the operation")
    func absent() async throws {
        #expect(try await SageMakerUsageSource(client: nil).uses(in: CallContext()).isEmpty)
        let unknown = StubTransport { _, _ in
            TransportResponse(.badRequest, text: #"{"__type":"UnknownOperationException"}"#)
        }
        #expect(try await source(unknown).uses(in: CallContext()).isEmpty)
    }

    /// The uses of two models, of which SageMaker describes one.
    private static func uses(listedAgain: String, refusal: String) async throws -> [ImageUse] {
        let lists = Mutex(0)
        let transport = StubTransport { request, _ in
            let target = request.head.headerFields[try #require(.init("X-Amz-Target"))] ?? ""
            if target.hasSuffix(".ListModels") {
                let first = lists.withLock { count in
                    count += 1
                    return count == 1
                }
                let gone = first ? #"{"ModelName": "gone"},"# : listedAgain
                return TransportResponse(.ok, text: #"{"Models": [\#(gone) {"ModelName": "stays"}]}"#)
            }
            guard target.hasSuffix(".DescribeModel") else {
                return TransportResponse(.badRequest, text: #"{"__type":"UnknownOperationException"}"#)
            }
            if String(decoding: request.body, as: UTF8.self).contains("gone") {
                return TransportResponse(.badRequest, text: #"{"__type":"\#(refusal)","message":"not this one"}"#)
            }
            let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:stays"
            return TransportResponse(
                .ok,
                text: #"{"ModelName": "stays", "ModelArn": "arn:stays", "PrimaryContainer": {"Image": "\#(image)"}}"#)
        }
        return try await source(transport).uses(in: CallContext())
    }
}
