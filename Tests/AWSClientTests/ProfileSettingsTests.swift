import ImageModel
import Testing

@testable import AWSClient

@Suite("Settings of the profile")
struct ProfileSettingsTests {
    private static let config = """
        [profile plain]
        endpoint_url = http://all.example
        [profile team]
        endpoint_url = http://all.example
        services = local
        [profile fips]
        use_fips_endpoint = True
        [profile dual]
        use_dualstack_endpoint = true
        [profile ignoring]
        endpoint_url = http://all.example
        ignore_configured_endpoint_urls = true
        [services local]
        ecr =
          endpoint_url = http://ecr.example:5000 # local
        ecr_public =
          endpoint_url = http://public.example
        sts =
          other = x
        """

    private func shared(_ profile: String, _ config: String = config) throws -> SharedConfig {
        try SharedConfig(
            environment: ["AWS_CONFIG_FILE": "/config"], profile: profile, files: .holding(["/config": config]))
    }

    private func host(
        of service: AWSService, _ profile: String, _ environment: [String: String] = [:]
    ) throws -> String {
        let resolver = try EndpointResolver(environment: environment, sharedConfig: try shared(profile))
        return try resolver.endpoint(for: service, in: .usEast1).authority
    }

    @Test(
        "name endpoints, after the variables, and a service's own before that of all",
        arguments: [
            (AWSService.ecr, "plain", [:], "all.example"), (.ecr, "team", [:], "ecr.example:5000"),
            (.ecrPublic, "team", [:], "public.example"), (.sts, "team", [:], "all.example"),
            (.ecs, "team", [:], "all.example"),
            (.ecr, "team", ["AWS_ENDPOINT_URL": "http://variable"], "variable"),
            (.ecr, "team", ["AWS_ENDPOINT_URL_ECR": "http://own", "AWS_ENDPOINT_URL": "http://variable"], "own"),
            (.ecr, "fips", [:], "api.ecr-fips.us-east-1.amazonaws.com"),
            (.ecr, "fips", ["AWS_USE_FIPS_ENDPOINT": "false"], "api.ecr.us-east-1.amazonaws.com"),
            (.ecr, "dual", [:], "ecr.us-east-1.api.aws"),
            (.ecr, "ignoring", [:], "api.ecr.us-east-1.amazonaws.com"),
            (.ecr, "plain", ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], "api.ecr.us-east-1.amazonaws.com"),
        ] as [(AWSService, String, [String: String], String)])
    func endpoints(service: AWSService, profile: String, environment: [String: String], host: String) throws {
        #expect(try self.host(of: service, profile, environment) == host)
    }

    @Test("are named with file and line when they are wrong, and never quoted")
    func errors() throws {
        let text = "[profile a]\nuse_fips_endpoint = secret\n[profile b]\nendpoint_url = secret"
        let flag = try shared("a", text)
        let error = #expect(throws: EndpointConfigurationError.self) {
            try EndpointResolver(environment: [:], sharedConfig: flag)
        }
        #expect(
            error?.description == "use_fips_endpoint of the profile a (/config, line 2) must be `true` or `false`")
        let resolver = try EndpointResolver(environment: [:], sharedConfig: try shared("b", text))
        let url = #expect(throws: EndpointConfigurationError.self) {
            try resolver.endpoint(for: .ecr, in: .usEast1)
        }
        #expect(url?.source == "endpoint_url of the profile b (/config, line 4)")
        #expect(url?.description.contains("secret") == false)
    }

    @Test(
        "name a section of services that has to be there, in its form",
        arguments: [
            ("", "names a section [services local], which does not exist"),
            ("[services local]\necr = endpoint_url = http://x", "with an indented `endpoint_url = URL` below it"),
        ])
    func services(section: String, fault: String) throws {
        let shared = try shared("p", "[profile p]\nservices = local\n\(section)")
        let resolver = try EndpointResolver(environment: [:], sharedConfig: shared)
        let error = #expect(throws: EndpointConfigurationError.self) {
            try resolver.endpoint(for: .ecr, in: .usEast1)
        }
        #expect(error?.fault.hasSuffix(fault) == true)
        let other = try EndpointResolver(environment: ["AWS_ENDPOINT_URL": "http://variable"], sharedConfig: shared)
        #expect(try other.endpoint(for: .ecr, in: .usEast1).authority == "variable")
    }

    @Test("are those of the profile that the option names, whatever AWS_PROFILE says")
    func option() throws {
        let environment = ["AWS_CONFIG_FILE": "/config", "AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"]
        let files = FileReader.holding(["/config": "[profile a]\nregion = x\n[profile c]\nregion = y"])
        let shared = try SharedConfig(environment: environment, profile: "c", files: files)
        #expect(shared.profile?["region"]?.value == "y")
        #expect(shared.isProfileExplicit)
        let error = #expect(throws: SharedConfigError.self) {
            try SharedConfig(environment: environment, profile: "d", files: files)
        }
        #expect(error?.source == "--profile")
    }

    @Test("lie beside sections of sessions and services, whose names may be quoted")
    func sections() throws {
        let shared = try shared(
            "p", "[sso-session \"my team\"]\nsso_region = x\n[profile p]\n[services s]\necr =\n  endpoint_url = y")
        #expect(shared.ssoSessions["my team"]?["sso_region"]?.value == "x")
        #expect(shared.services["s"]?["ecr"]?.nested == ["endpoint_url": "y"])
        #expect(shared.profiles.keys.sorted() == ["p"])
    }
}
