import ECRSimulator
import Foundation
import HTTPTypes
import Testing

@Suite("What runs images, in the registry file")
struct WorkloadFileTests {
    private static func file(_ workloads: String) -> Data {
        Data(
            """
            {"repositories": [{"name": "app", "images": [{"name": "one", "pushedDaysAgo": 1, "tags": ["v1"]}]}],
             "workloads": \(workloads)}
            """.utf8)
    }

    @Test(
        "is refused with the place of what is wrong",
        arguments: [
            (
                #"{"ek": {}}"#,
                "workloads.ek: is not a key; the keys here are ecs, lambda, inspector, batch, eks, "
                    + "events, scheduler, pipes, states, bedrock-agentcore, cloudformation, codebuild, sagemaker"
            ),
            (
                #"{"eks": {"clusters": [{"name": "c"}, {"name": "c"}]}}"#,
                "workloads.eks.clusters[1].name: there are two clusters c"
            ),
            (
                #"{"ecs": {"clusters": [{"tasks": [{"taskDefinition": "web"}]}]}}"#,
                "workloads.ecs.clusters[0].tasks[0].taskDefinition: there is no task definition web, or no active one"
            ),
            (
                #"{"ecs": {"clusters": [{"tasks": [{"lastStatus": "DONE", "taskDefinition": "web"}]}]}}"#,
                "workloads.ecs.clusters[0].tasks[0].lastStatus: DONE is none of PROVISIONING, PENDING, ACTIVATING, "
                    + "RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED"
            ),
            (
                #"{"ecs": {"clusters": [{"services": [{"name": "web"}]}]}}"#,
                "workloads.ecs.clusters[0].services[0].taskDefinition: is required, or else taskSets"
            ),
            (
                #"{"ecs": {"taskDefinitions": [{"family": "web", "containers": ["ecr:app#two"]}]}}"#,
                "workloads.ecs.taskDefinitions[0].containers[0]: there is no image two in app"
            ),
            (
                #"{"lambda": {"functions": [{"name": "f", "image": "nginx#one"}]}}"#,
                "workloads.lambda.functions[0].image: nginx is no repository of this file"
            ),
            (
                #"{"lambda": {"functions": [{"name": "f", "aliases": [{"name": "live", "version": "1"}]}]}}"#,
                "workloads.lambda.functions[0].aliases[0]: there is no version 1 of f"
            ),
            (
                #"{"inspector": {"coverage": [{"image": "ecr:app:v2"}]}}"#,
                "workloads.inspector.coverage[0].image: Inspector covers images of this file's registries, by a tag "
                    + "that is there or by digest"
            ),
            (
                #"{"batch": {"jobDefinitions": [{"name": "j"}, {"name": "j"}]}}"#,
                "workloads.batch.jobDefinitions[1].revision: there are two revisions j:1"
            ),
        ])
    func faults(workloads: String, message: String) throws {
        let error = try #require(throws: RegistryFileError.self) {
            try SimulatedRegistry(RegistryFile(json: Self.file(workloads)))
        }
        #expect(error.description == message)
    }

    @Test(
        "names images by URI, by short forms, and by their names in the file",
        arguments: [
            ("docker.io/library/nginx:1", "docker.io/library/nginx:1", false),
            ("ecr:app:v1", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1", true),
            ("ecr:app", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app", false),
            ("ecr:app#one", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@DIGEST", true),
            ("ecr:app:v1#one", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1@DIGEST", true),
            ("123456789012.dkr-ecr.eu-west-1.on.aws/app#one", "123456789012.dkr-ecr.eu-west-1.on.aws/app@DIGEST", true),
            (
                "123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com/app:v1",
                "123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com/app:v1", true
            ),
            ("ecr-public:tool:1", "public.ecr.aws/simulator/tool:1", false),
        ])
    func images(text: String, uri: String, hasDigest: Bool) throws {
        let registry = try SimulatedRegistry(
            RegistryFile(json: Self.file(#"{"lambda": {"functions": [{"name": "f", "image": "\#(text)"}]}}"#)))
        let reply = registry.get("/2015-03-31/functions/f")
        let code = try #require(reply.json["Code"] as? [String: String])
        let digest = "\(try registry.digest("one"))"
        #expect(code["ImageUri"] == uri.replacing("DIGEST", with: digest))
        #expect(code["ResolvedImageUri"]?.hasSuffix("/app@\(digest)") ?? false == hasDigest)
    }

    @Test("makes many of one, and numbers them")
    func counts() throws {
        let workloads = """
            {"ecs": {"taskDefinitions": [{"family": "job-{n}", "count": 3, "containers": ["nginx:{n}"]}],
                     "clusters": [{"tasks": [{"taskDefinition": "job-{n}", "count": 3}]}]},
             "lambda": {"functions": [{"name": "f", "count": 2, "image": "nginx:{n}"}]}}
            """
        let registry = try SimulatedRegistry(RegistryFile(json: Self.file(workloads)))
        let tasks = try registry.call("ecs:ListTasks").texts("taskArns")
        let containers = try registry.call("ecs:DescribeTasks", ["tasks": tasks]).rows("tasks")
            .flatMap { $0["containers"] as? [[String: Any]] ?? [] }
        #expect(Set(containers.compactMap { $0["image"] as? String }) == ["nginx:0", "nginx:1", "nginx:2"])
        #expect(registry.get("/2015-03-31/functions").strings("Functions", "FunctionName") == ["f-0", "f-1"])
    }

    @Test("can be replaced while clients work")
    func replaced() throws {
        let registry = try SimulatedRegistry(RegistryFile(json: Self.file("{}")))
        #expect(try registry.call("ecs:ListClusters").texts("clusterArns").isEmpty)
        let body = #"{"workloads": {"ecs": {"clusters": [{"name": "new"}]}}}"#
        #expect(registry.control(.post, "workloads", body).status == 200)
        #expect(try registry.call("ecs:ListClusters").texts("clusterArns").count == 1)
        #expect(registry.control(.post, "workloads", #"{"workloads": {"eks": 1}}"#).status == 400)
        try registry.reset()
        #expect(try registry.call("ecs:ListClusters").texts("clusterArns").isEmpty)
    }
}
