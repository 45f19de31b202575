import Essentials
import ImageModel

/// Lambda's `FunctionConfiguration`.
///
/// It shows that a function has an image, but not which image.
struct FunctionConfiguration: Encodable {
    // Capitals, as in the service's model.
    var FunctionName: String
    var FunctionArn: String
    var Version: String
    var PackageType: String
    var Runtime: String?
    var Handler: String?
    var Role: String
    var CodeSize: Int64 = 0
    var CodeSha256: String
    var Timeout = 3
    var MemorySize = 128
    var LastModified = "2026-01-01T00:00:00.000+0000"
    var State = "Active"
    var LastUpdateStatus = "Successful"
    var Architectures = ["x86_64"]

    init(_ function: LambdaFunction, _ version: LambdaFunction.Version, arn: String, account: String) {
        FunctionName = function.name
        FunctionArn = arn
        Version = version.name
        let isImage = version.image != nil
        PackageType = isImage ? "Image" : "Zip"
        Runtime = isImage ? nil : "provided.al2023"
        Handler = isImage ? nil : "bootstrap"
        Role = "arn:\(arn.split(separator: ":").dropFirst().first ?? "aws"):iam::\(account):role/function"
        CodeSha256 = ImageDigest.of(arn).description.dropFirst("sha256:".count).description
    }
}

struct ListFunctionsResponse: Encodable {
    var Functions: [FunctionConfiguration]
    var NextMarker: String?
}

struct ListVersionsResponse: Encodable {
    var Versions: [FunctionConfiguration]
    var NextMarker: String?
}

struct GetFunctionResponse: Encodable {
    struct CodeLocation: Encodable {
        var RepositoryType: String
        var ImageUri: String?
        var ResolvedImageUri: String?
        var Location: String?
    }

    var Configuration: FunctionConfiguration
    var Code: CodeLocation
}

extension Lambda {
    /// Lists functions; with `FunctionVersion=ALL`, their published versions, too.
    ///
    /// In this case, the ARNs name the versions.
    func listFunctions(_ request: ServiceRequest) throws -> Data {
        let which = request.parameters["FunctionVersion"]
        try Constraint.oneOf(["ALL"], which, name: "functionVersion")
        let all = functions.values.flatMap { function in
            (which == nil ? Array(function.versions.prefix(1)) : function.versions).enumerated()
                .map { (number: $0.offset, function: function, version: $0.element) }
        }
        let page = try paging("ListFunctions \(which ?? "")", request)
            .page(of: all) { "\($0.function.name) \(1_000_000 + $0.number)" }
        let configurations = page.items.map { item in
            configuration(item.function, item.version, isQualified: which != nil)
        }
        return try Message.encode(ListFunctionsResponse(Functions: configurations, NextMarker: page.nextToken))
    }

    /// Lists `$LATEST` and the published versions of one function.
    func listVersions(_ request: ServiceRequest) throws -> Data {
        let function = try function(request).function
        let page = try paging("ListVersionsByFunction \(function.name)", request)
            .page(of: Array(function.versions.enumerated())) { "\(1_000_000 + $0.offset)" }
        let configurations = page.items.map { configuration(function, $0.element, isQualified: true) }
        return try Message.encode(ListVersionsResponse(Versions: configurations, NextMarker: page.nextToken))
    }

    /// Describes a function, version or alias.
    ///
    /// The answer has the image as given and by digest.
    func getFunction(_ request: ServiceRequest) throws -> Data {
        let (function, qualifier) = try function(request)
        let name = function.aliases.first { $0.name == qualifier }?.version ?? qualifier ?? "$LATEST"
        guard let version = function.versions.first(where: { $0.name == name }) else {
            throw Self.notFound("\(function.arn):\(qualifier ?? "")")
        }
        var configuration = configuration(function, version, isQualified: false)
        if let qualifier { configuration.FunctionArn += ":\(qualifier)" }
        return try Message.encode(GetFunctionResponse(Configuration: configuration, Code: .init(version.image)))
    }

    private func configuration(
        _ function: LambdaFunction, _ version: LambdaFunction.Version, isQualified: Bool
    ) -> FunctionConfiguration {
        let arn = isQualified ? "\(function.arn):\(version.name)" : function.arn
        return FunctionConfiguration(function, version, arn: arn, account: location.account)
    }
}

extension GetFunctionResponse.CodeLocation {
    fileprivate init(_ image: ImageReference?) {
        guard let image else {
            self.init(RepositoryType: "S3", Location: "https://awslambda-tasks.s3.amazonaws.com/code.zip")
            return
        }
        self.init(
            RepositoryType: "ECR", ImageUri: image.uri,
            ResolvedImageUri: image.digest.map { "\(image.repositoryURI)@\($0)" })
    }
}
