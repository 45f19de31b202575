import ECRSimulator
import HTTPTypes
import Testing

@Suite("Faults of what runs images")
struct WorkloadFaultTests {
    private static func reply(_ kind: Fault.Kind, _ path: String) throws -> Reply {
        let registry = try SimulatedRegistry(RegistryFile(faults: FaultPlan([Fault(kind)])))
        return path.contains(":")
            ? try registry.call(Operation(path))
            : path.contains("functions") ? registry.get(path) : try registry.post(path)
    }

    @Test(
        "have each service's own name and status",
        arguments: [
            ("ecs:ListClusters", 400, "ThrottlingException"),
            ("/2015-03-31/functions", 429, "TooManyRequestsException"),
            ("/coverage/list", 429, "ThrottlingException"),
            ("/v1/describejobdefinitions", 429, "TooManyRequestsException"),
        ])
    func throttling(path: String, status: Int, code: String) throws {
        let reply = try Self.reply(.throttling, path)
        #expect(reply.status == status)
        #expect(reply.code == code)
    }

    @Test(
        "can be that no policy allows the call, in AWS's words",
        arguments: [
            ("DescribeImages", 400, "ecr:DescribeImages"), ("ecs:ListClusters", 400, "ecs:ListClusters"),
            ("/2015-03-31/functions", 403, "lambda:ListFunctions"), ("/coverage/list", 403, "inspector2:ListCoverage"),
            ("/v1/describejobdefinitions", 403, "batch:DescribeJobDefinitions"),
        ])
    func accessDenied(path: String, status: Int, action: String) throws {
        let reply =
            path == "DescribeImages"
            ? try SimulatedRegistry(RegistryFile(faults: FaultPlan([Fault(.accessDenied)]))).call("DescribeImages")
            : try Self.reply(.accessDenied, path)
        #expect(reply.status == status)
        #expect(reply.code == "AccessDeniedException")
        #expect(
            reply.json["Message"] as? String
                == "User: arn:aws:sts::123456789012:assumed-role/ecr-cleanup/simulator is not authorized to perform: "
                + "\(action) on resource: * because no identity-based policy allows the \(action) action")
    }

    @Test("happen to one operation, in one account or region, at one call")
    func narrow() throws {
        let registry = try SimulatedRegistry(
            RegistryFile(
                faults: FaultPlan([
                    Fault(.throttling, of: "ecs:ListClusters", firstCall: 2, calls: 1),
                    Fault(.accessDenied, of: "batch:DescribeJobDefinitions", region: "us-east-1"),
                ])))
        #expect(try (1...3).map { _ in try registry.call("ecs:ListClusters").status } == [200, 400, 200])
        #expect(try registry.post("/v1/describejobdefinitions").status == 200)
        #expect(registry.calls == ["ecs:ListClusters": 3, "batch:DescribeJobDefinitions": 1])
    }

    @Test("are decoded with where they happen")
    func decoded() throws {
        let registry = try SimulatedRegistry(RegistryFile())
        let body =
            #"{"faults": [{"kind": "accessDenied", "operation": "lambda:ListFunctions", "account": "123456789012"}]}"#
        #expect(registry.control(.post, "faults", body).status == 200)
        #expect(registry.faults.faults == [Fault(.accessDenied, of: "lambda:ListFunctions", account: "123456789012")])
        #expect(registry.get("/2015-03-31/functions").status == 403)
    }
}
