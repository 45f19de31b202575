// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
// On Apple's platforms it is part of the SDK, as `System`.
let system = Target.Dependency.product(
    name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux]))
// What only the simulator's server needs is not fetched for the program alone.
let simulatorOnly = TargetDependencyCondition.when(traits: ["Simulator"])
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "ecr-cleanup",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "ecr-cleanup", targets: ["Handler"]),
        // A registry in memory behind HTTP, for tests, demonstrations and benchmarks.
        .executable(name: "ecr-simulator", targets: ["SimulatorServer"]),
    ],
    traits: [
        .trait(
            name: "Simulator",
            description: "Builds the simulator's server, which needs SwiftNIO; without it no web server is fetched.")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        // For the paths that swift-subprocess takes; on Apple's platforms they are the system's own.
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        // The simulator's server, and the packages that it brings: named here for their versions alone.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-atomics", exact: "1.3.0"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        // Without its default trait, which is the one that uses Foundation.
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        // The program, from the outside in: each target depends on those below it only.
        .executableTarget(
            name: "Handler",
            dependencies: [
                "Essentials", "AWSClient", "CMalloc", "Cleanup", "ECRClient", "HTTPTransport", "ImageModel",
                "ImageUsage", "Formats", "LambdaRuntime", "Retention", "S3Client", logging, system,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict,
            linkerSettings: [
                // A program has nothing to export: the static standard library asks for it all the same, and what is
                // exported is never stripped. Together they save 1.6 of 21 MB.
                .unsafeFlags(
                    ["-Xlinker", "--no-export-dynamic", "-Xlinker", "--icf=safe"],
                    .when(platforms: [.linux], configuration: .release))
            ]),
        .target(
            name: "Cleanup",
            dependencies: [
                "Essentials", "AWSClient", "ECRClient", "ImageModel", "ImageUsage", "Formats", "Retention", logging,
            ],
            // Embedded, since `Bundle` needs full Foundation, and the program is one file.
            resources: [
                .embedInCode("Report/HTML/Page/report.css"), .embedInCode("Report/HTML/Page/report.js"),
            ],
            swiftSettings: strict),
        // What may go is decided here, without a client, a clock or a log: the dependencies hold it to that.
        .target(name: "Retention", dependencies: ["Essentials", "ImageModel", "Formats"], swiftSettings: strict),
        .target(
            name: "ECRClient", dependencies: ["Essentials", "AWSClient", "ImageModel", "Formats"], swiftSettings: strict
        ),
        .target(
            name: "S3Client",
            dependencies: ["Essentials", "AWSClient", "Formats", "HTTPTransport", "ImageModel", httpTypes],
            swiftSettings: strict),
        .target(
            name: "ImageUsage",
            dependencies: [
                "Essentials", "AWSClient", "Formats", "HTTPTransport", "ImageModel", httpTypes, logging,
            ],
            swiftSettings: strict),
        .target(
            name: "AWSClient",
            dependencies: [
                "Essentials", "Formats", "HTTPTransport", "ImageModel", httpTypes, logging,
                // Apple's platforms have CommonCrypto.
                .target(name: "COpenSSL", condition: .when(platforms: [.linux])),
                .product(name: "Subprocess", package: "swift-subprocess"),
                system,
            ],
            swiftSettings: strict),
        .target(
            name: "LambdaRuntime", dependencies: ["Essentials", "HTTPTransport", "Formats", httpTypes, logging],
            swiftSettings: strict
        ),
        .target(name: "HTTPTransport", dependencies: ["Essentials", "CLibcurl", httpTypes], swiftSettings: strict),
        .target(name: "ImageModel", dependencies: ["Essentials"], swiftSettings: strict),
        .target(name: "Formats", dependencies: ["Essentials"], swiftSettings: strict),
        .target(name: "Essentials", swiftSettings: strict),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(
            name: "CLibcurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .yum(["libcurl-devel"]), .brew(["curl"])]),
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .yum(["openssl-devel"])]),

        // Never linked into the program.
        .target(
            name: "ECRSimulator",
            dependencies: ["Essentials", "AWSClient", "Formats", "HTTPTransport", "ImageModel", httpTypes],
            swiftSettings: strict),
        .executableTarget(
            name: "SimulatorServer",
            dependencies: [
                "Essentials", "ECRSimulator", httpTypes,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio", condition: simulatorOnly),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: simulatorOnly),
                .product(name: "NIOPosix", package: "swift-nio", condition: simulatorOnly),
                .product(name: "Atomics", package: "swift-atomics", condition: simulatorOnly),
                .product(name: "Collections", package: "swift-collections", condition: simulatorOnly),
            ],
            swiftSettings: strict),
        // What the program is measured by, beside the program itself: see docs/PERFORMANCE.md.
        .executableTarget(
            name: "selection-benchmark", dependencies: ["Essentials", "Retention", "ImageModel", "Formats"],
            path: "Benchmarks/Selection", swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["HTTPTransport", httpTypes], path: "Tests/TestSupport",
            swiftSettings: strict),
        // Random repositories and policies, for the suites of the selection and for those of whole runs.
        .target(
            name: "RetentionTestSupport", dependencies: ["ImageModel", "Retention", "TestSupport"],
            path: "Tests/RetentionTestSupport", swiftSettings: strict),

        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "LambdaRuntimeTests", dependencies: ["LambdaRuntime", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "AWSClientTests", dependencies: ["AWSClient", "ECRSimulator", "Formats", "TestSupport"],
            exclude: ["Fixtures", "Oracles"], swiftSettings: strict),
        .testTarget(
            name: "FormatsTests", dependencies: ["Essentials", "Formats", "TestSupport"],
            exclude: ["Fixtures", "Oracles"], swiftSettings: strict),
        .testTarget(name: "ImageModelTests", dependencies: ["ImageModel", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ECRClientTests", dependencies: ["ECRClient", "ECRSimulator", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "S3ClientTests", dependencies: ["AWSClient", "HTTPTransport", "S3Client", "TestSupport"],
            exclude: ["Fixtures", "Oracles"], swiftSettings: strict),
        .testTarget(
            name: "ImageUsageTests", dependencies: ["ECRSimulator", "ImageUsage", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "RetentionTests", dependencies: ["Retention", "RetentionTestSupport", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "CleanupTests",
            dependencies: [
                "Cleanup", "ECRSimulator", "Essentials", "ImageUsage", "Retention", "RetentionTestSupport",
                "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HandlerTests", dependencies: ["Handler", "ECRSimulator", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "ECRSimulatorTests", dependencies: ["AWSClient", "ECRSimulator"], swiftSettings: strict),
    ]
)
