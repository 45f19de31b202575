import AWSClient
import Cleanup
import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the environment says about how to run: the same for every event of a process.
struct Configuration: Sendable {
    /// Whether nothing is deleted.
    ///
    /// Only the exact text `false` in `DRY_RUN` lets anything go: everything else, a slip of the pen above all, keeps.
    var isDryRun: Bool
    /// The policy.
    var policy: Policy
    /// The region of the registry.
    var region: Region
    /// Where ECR is.
    var endpoint: Endpoint
    /// Where AWS tells who calls.
    var stsEndpoint: Endpoint
    /// The most attempts at one call, the first included.
    var maximumAttempts: Int

    /// Reads the configuration.
    ///
    /// - Throws: ``ConfigurationError`` that names the variable, what is wrong with it, and what to do.
    init(environment: [String: String], sharedConfig: SharedConfig) throws {
        isDryRun = environment["DRY_RUN"] != "false"
        policy = try Self.policy(environment["CLEANUP_POLICY"])
        maximumAttempts = try Self.maximumAttempts(environment["AWS_MAX_ATTEMPTS"])
        do {
            region = try RegionResolver(environment: environment, sharedConfig: sharedConfig).region()
            let endpoints = try EndpointResolver(environment: environment)
            endpoint = try endpoints.endpoint(for: .ecr, in: region)
            stsEndpoint = try endpoints.endpoint(for: .sts, in: region)
        } catch {
            throw ConfigurationError("\(error)")
        }
    }

    private static func policy(_ source: String?) throws -> Policy {
        guard let source else { return .builtIn }
        if source.allSatisfy(\.isWhitespace) {
            throw ConfigurationError(
                "CLEANUP_POLICY is set, but empty: give it a policy, or unset it to use the built-in one")
        }
        throw ConfigurationError("CLEANUP_POLICY is not supported")
    }

    private static func maximumAttempts(_ text: String?) throws -> Int {
        guard let text, !text.isEmpty else { return 3 }
        guard let attempts = Int(text), attempts >= 1 else {
            throw ConfigurationError("AWS_MAX_ATTEMPTS is \"\(text)\"; it must be a whole number from 1")
        }
        return attempts
    }
}
