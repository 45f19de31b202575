import AWSClient
import ImageModel
import Testing

/// What botocore's rule sets say of a region; see `Oracles/endpoints.py`.
private struct ResolvedRegion: Decodable {
    var region: String
    var partition: String
    /// By the service's id: for no variant, FIPS, dual stack and both, the URL and, where it is another region, what to sign for.
    var endpoints: [String: [[String]]]
    /// The services without an endpoint there, of those that may be absent.
    var absent: [String]
}

@Suite("The endpoint resolver agrees with botocore's rule sets")
struct EndpointOracleTests {
    private let regions: [ResolvedRegion]

    init() throws {
        regions = try fixture("endpoints.json")
    }

    private static let services = Dictionary(
        uniqueKeysWithValues: AWSService.all.map { ($0.variableSuffix, $0) })

    @Test("The fixture covers every partition and service")
    func fixtureIsComplete() {
        #expect(Set(regions.map(\.partition)) == Set(Partition.all.map(\.id)))
        #expect(regions.count > 80)
        #expect(regions.allSatisfy { Set($0.endpoints.keys) == Set(Self.services.keys) })
    }

    @Test("Every region belongs to the same partition")
    func partitions() throws {
        for resolved in regions {
            let region = try #require(Region(resolved.region))
            #expect(Partition.containing(region).id == resolved.partition, "\(region)")
        }
    }

    @Test("Every service has the same endpoint in every region", arguments: services.keys.sorted())
    func endpoints(of name: String) throws {
        let service = try #require(Self.services[name])
        let variants = [("false", "false"), ("true", "false"), ("false", "true"), ("true", "true")]
        let resolvers = try variants.map { fips, dualStack in
            try EndpointResolver(environment: [
                "AWS_USE_FIPS_ENDPOINT": fips, "AWS_USE_DUALSTACK_ENDPOINT": dualStack,
            ])
        }
        for resolved in regions {
            let region = try #require(Region(resolved.region))
            let expected = try #require(resolved.endpoints[name])
            #expect(expected.count == variants.count)
            // S3's rules refuse FIPS in China.
            for (resolver, expected) in zip(resolvers, expected) where !expected.isEmpty {
                let endpoint = try resolver.endpoint(for: service, in: region)
                #expect("\(endpoint.scheme)://\(endpoint.authority)\(endpoint.path)" == expected.first)
                #expect(endpoint.signingRegion.code == (expected.count > 1 ? expected[1] : region.code))
            }
        }
    }

    @Test("A service is absent where botocore's endpoint data has none, and nowhere else")
    func absences() throws {
        for resolved in regions {
            let region = try #require(Region(resolved.region))
            let absent = Self.services.filter { !$0.value.exists(in: region) }.keys.sorted()
            #expect(absent == resolved.absent.sorted(), "\(region)")
        }
        #expect(regions.contains { !$0.absent.isEmpty })
    }
}
