import AWSClient
import ECRClient
import ImageModel
import TestSupport
import Testing

@Suite("What a registry scans")
struct ScanningTests {
    @Test("GetRegistryScanningConfiguration asks for the caller's registry")
    func request() async throws {
        let transport = StubTransport.answering("{}")
        let scanning = try await ECRClient.forTests(.privateRegistry, transport).registryScanning()
        #expect(transport.targets == ["AmazonEC2ContainerRegistry_V20150921.GetRegistryScanningConfiguration"])
        #expect(try transport.bodies == ["{}"])
        #expect(scanning == RegistryScanning(isEnhanced: false, rules: []))
    }

    @Test("Rules that scan by themselves are known, and types that are not known yet do no harm")
    func answer() async throws {
        let text = #"""
            {"registryId":"123456789012","scanningConfiguration":{"scanType":"ENHANCED","new":1,"rules":[
            {"scanFrequency":"CONTINUOUS_SCAN","repositoryFilters":[{"filter":"prod*","filterType":"WILDCARD"}]},
            {"scanFrequency":"SCAN_ON_PUSH","repositoryFilters":[]},
            {"scanFrequency":"MANUAL","repositoryFilters":[{"filter":"*","filterType":"WILDCARD"}]},
            {"scanFrequency":"LATER","repositoryFilters":[{"filter":"*","filterType":"NEW"}]}]}}
            """#
        let scanning = try await ECRClient.forTests(.privateRegistry, StubTransport.answering(text)).registryScanning()
        #expect(
            scanning
                == RegistryScanning(
                    isEnhanced: true,
                    rules: [.init(isContinuous: true, filters: ["prod*"]), .init(isContinuous: false, filters: [])]))
    }

    @Test("ECR Public is not asked")
    func publicRegistry() async throws {
        let transport = StubTransport.answering("{}")
        let client = try ECRClient.forTests(.publicRegistry, transport)
        await #expect(throws: (any Error).self) { try await client.registryScanning() }
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "A repository's own setting is read, and may be absent",
        arguments: [
            ("", false), (#","imageScanningConfiguration":null"#, false), (#","imageScanningConfiguration":{}"#, false),
            (#","imageScanningConfiguration":{"scanOnPush":true,"new":[]}"#, true),
            (#","imageScanningConfiguration":{"scanOnPush":false}"#, false),
        ])
    func repository(members: String, scans: Bool) async throws {
        let text =
            #"{"repositories":[{"registryId":"123456789012","repositoryName":"a","repositoryArn":"arn:a"\#(members)}]}"#
        let repositories = try await ECRClient.forTests(.privateRegistry, StubTransport.answering(text))
            .describeRepositories().all()
        #expect(repositories.map(\.scansOnPush) == [scans])
    }

    @Test(
        "An image is a build cache by the type of its configuration",
        arguments: [
            ("application/vnd.buildkit.cacheconfig.v0", true), ("application/vnd.oci.image.config.v1+json", false),
        ])
    func buildCache(type: String, isCache: Bool) async throws {
        let digest = "sha256:" + String(repeating: "0", count: 64)
        let text = #"{"imageDetails":[{"imageDigest":"\#(digest)","artifactMediaType":"\#(type)"}]}"#
        let images = try await ECRClient.forTests(.privateRegistry, StubTransport.answering(text))
            .describeImages(in: "a").all()
        #expect(images.map(\.isBuildCache) == [isCache])
    }
}
