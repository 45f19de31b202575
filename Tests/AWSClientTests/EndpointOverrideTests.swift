import AWSClient
import ImageModel
import Testing

@Suite("Endpoints that the environment sets")
struct EndpointOverrideTests {
    private let region = Region.usEast1

    private func url(of service: AWSService = .ecr, _ environment: [String: String]) throws -> String {
        let endpoint = try EndpointResolver(environment: environment).endpoint(for: service, in: region)
        #expect(endpoint.signingRegion == region)
        return "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.path)"
    }

    @Test(
        "Each service has a variable of its own",
        arguments: [
            (AWSService.ecr, "AWS_ENDPOINT_URL_ECR"), (.ecrPublic, "AWS_ENDPOINT_URL_ECR_PUBLIC"),
            (.ecs, "AWS_ENDPOINT_URL_ECS"), (.lambda, "AWS_ENDPOINT_URL_LAMBDA"), (.sts, "AWS_ENDPOINT_URL_STS"),
            (.ssm, "AWS_ENDPOINT_URL_SSM"), (.inspector2, "AWS_ENDPOINT_URL_INSPECTOR2"),
            (.batch, "AWS_ENDPOINT_URL_BATCH"), (.eks, "AWS_ENDPOINT_URL_EKS"),
        ])
    func variable(service: AWSService, name: String) throws {
        #expect(try url(of: service, [name: "http://localhost:5000"]) == "http://localhost:5000")
    }

    @Test("The service's own variable goes before the one for all")
    func precedence() throws {
        let environment = ["AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_ECR": "http://ecr"]
        #expect(try url(of: .ecr, environment) == "http://ecr")
        #expect(try url(of: .ecrPublic, environment) == "http://all")
    }

    @Test("An empty variable counts as unset")
    func empty() throws {
        let environment = [
            "AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_ECR": "", "AWS_USE_FIPS_ENDPOINT": "",
            "AWS_USE_DUALSTACK_ENDPOINT": "", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "",
        ]
        #expect(try url(environment) == "http://all")
        #expect(try url(["AWS_ENDPOINT_URL": ""]) == "https://api.ecr.us-east-1.amazonaws.com")
    }

    @Test("What is configured is ignored on request, with FIPS too", arguments: ["true", "True", "TRUE"])
    func ignored(value: String) throws {
        var environment = [
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": value, "AWS_ENDPOINT_URL": "http://all",
            "AWS_ENDPOINT_URL_ECR": "no URL",
        ]
        #expect(try url(environment) == "https://api.ecr.us-east-1.amazonaws.com")
        environment["AWS_USE_FIPS_ENDPOINT"] = "true"
        #expect(try url(environment) == "https://api.ecr-fips.us-east-1.amazonaws.com")
    }

    @Test("A malformed URL for one service is no fault of another")
    func otherServices() throws {
        #expect(try url(["AWS_ENDPOINT_URL_S3": "no URL"]) == "https://api.ecr.us-east-1.amazonaws.com")
    }

    @Test(
        "A URL is taken apart, its host in lower case, without its scheme's own port or a last slash",
        arguments: [
            ("http://127.0.0.1:4566/", "http://127.0.0.1:4566"),
            ("HTTPS://Registry.Example.COM:443", "https://registry.example.com"),
            ("http://example.com:80", "http://example.com"),
            ("https://example.com:80", "https://example.com:80"),
            ("http://example.com:443", "http://example.com:443"),
            ("http://[::1]:5000/base/path//", "http://[::1]:5000/base/path"),
            ("https://[FE80::1]", "https://[fe80::1]"),
            ("http://my_stack-1/a%20b", "http://my_stack-1/a%20b"),
        ])
    func parsing(url text: String, expected: String) throws {
        #expect(try url(["AWS_ENDPOINT_URL": text]) == expected)
    }

    @Test("The parts of a URL stand apart")
    func parts() throws {
        let resolver = try EndpointResolver(environment: ["AWS_ENDPOINT_URL": "http://localhost:5000/base/"])
        let endpoint = try resolver.endpoint(for: .ecr, in: region)
        #expect(endpoint.scheme == "http")
        #expect(endpoint.authority == "localhost:5000")
        #expect(endpoint.path == "/base")
    }

    @Test(
        "A malformed URL is refused by the name of its variable, and not repeated",
        arguments: [
            " ", "localhost:5000", "ftp://example.com", "//example.com", "http:/example.com", "http://",
            "http:///path", "https://:443", "http://host:", "http://host:0", "http://host:65536", "http://host:+80",
            "http://host:80a", "http://host:80:80", "http://user:secret@host", "http://user@host", "http://a..b",
            "http://.a", "http://ho st", "http://host\n", "http://höst", "http://[::1", "http://::1", "http://[]",
            "http://[host]", "http://[::1]x", "http://host?x=1", "http://host/path?x=1", "http://host/#f",
            "http://host/a b", "http://host/ü", "http://host/\r\nX-Injected: 1", " http://host",
        ])
    func malformed(url text: String) throws {
        for variable in ["AWS_ENDPOINT_URL_ECR", "AWS_ENDPOINT_URL"] {
            let resolver = try EndpointResolver(environment: [variable: text])
            let error = #expect(throws: EndpointConfigurationError.self) {
                try resolver.endpoint(for: .ecr, in: region)
            }
            #expect(error?.source == variable)
            #expect(error?.description.hasPrefix("\(variable) must ") == true)
            #expect(error?.description.contains("secret") == false)
        }
    }

    @Test("A text that is neither true nor false is refused", arguments: ["yes", "1", " true", "truee"])
    func flags(value: String) {
        for variable in [
            "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        ] {
            let error = #expect(throws: EndpointConfigurationError.self) {
                try EndpointResolver(environment: [variable: value])
            }
            #expect(error?.description == "\(variable) must be `true` or `false`")
        }
    }

    @Test(
        "An override together with FIPS or dual stack is refused, and both variables are named",
        arguments: ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
    func conflict(flag: String) throws {
        let resolver = try EndpointResolver(environment: ["AWS_ENDPOINT_URL_ECR": "http://localhost", flag: "true"])
        let error = #expect(throws: EndpointConfigurationError.self) {
            try resolver.endpoint(for: .ecr, in: region)
        }
        #expect(
            error?.description
                == "AWS_ENDPOINT_URL_ECR can't be set while \(flag) is true: unset one of the two")
        #expect(throws: Never.self) { try resolver.endpoint(for: .ecs, in: region) }
    }
}
