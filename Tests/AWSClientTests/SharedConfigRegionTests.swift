import ImageModel
import Testing

@testable import AWSClient

@Suite("The region")
struct SharedConfigRegionTests {
    private func region(_ environment: [String: String], config: String = "") throws -> Region {
        let shared = try SharedConfig(
            environment: environment.merging(["AWS_CONFIG_FILE": "/config"]) { $1 },
            files: .holding(["/config": config]))
        return try RegionResolver(environment: environment, sharedConfig: shared).region()
    }

    @Test(
        "is that of AWS_REGION, then AWS_DEFAULT_REGION, then the profile",
        arguments: [
            (["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-1"),
            (["AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-2"),
            ([:], "eu-west-3"),
            (["AWS_PROFILE": "team"], "eu-north-1"),
        ] as [([String: String], String)])
    func order(environment: [String: String], code: String) throws {
        let config = "[default]\nregion = eu-west-3\n[profile team]\nregion = eu-north-1"
        #expect(try region(environment, config: config).code == code)
    }

    @Test("is an error that says what to set when there is none")
    func none() {
        let error = #expect(throws: RegionError.self) { try region([:]) }
        #expect(error?.message.contains("Set AWS_REGION") == true)
    }

    @Test(
        "is an error that names its source when it is not valid",
        arguments: [
            (["AWS_REGION": "eu west"], "", "AWS_REGION"),
            (["AWS_DEFAULT_REGION": "evil.com/"], "", "AWS_DEFAULT_REGION"),
            ([:], "[default]\n\nregion = EU", "region of the profile default (/config, line 3)"),
        ] as [([String: String], String, String)])
    func invalid(environment: [String: String], config: String, source: String) {
        let error = #expect(throws: RegionError.self) { try region(environment, config: config) }
        #expect(error?.source == source)
    }
}
