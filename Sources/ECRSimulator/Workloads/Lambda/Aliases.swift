import Essentials

struct ListAliasesResponse: Encodable {
    struct Alias: Encodable {
        struct Routing: Encodable { var AdditionalVersionWeights: [String: Double] }

        // Capitals, as in the service's model.
        var AliasArn: String
        var Name: String
        var FunctionVersion: String
        var Description = ""
        var RoutingConfig: Routing?
    }

    var Aliases: [Alias]
    var NextMarker: String?
}

extension Lambda {
    /// Lists a function's aliases; with `FunctionVersion`, only the version's.
    func listAliases(_ request: ServiceRequest) throws -> Data {
        let function = try function(request).function
        let version = request.parameters["FunctionVersion"]
        let aliases = function.aliases.filter { (version ?? $0.version) == $0.version }
        let page = try paging("ListAliases \(function.name) \(version ?? "")", request).page(of: aliases) { $0.name }
        return try Message.encode(
            ListAliasesResponse(
                Aliases: page.items.map { alias in
                    .init(
                        AliasArn: "\(function.arn):\(alias.name)", Name: alias.name, FunctionVersion: alias.version,
                        RoutingConfig: alias.weights.isEmpty ? nil : .init(AdditionalVersionWeights: alias.weights))
                }, NextMarker: page.nextToken))
    }
}

extension WorkloadBuilder {
    /// Builds functions, by name.
    ///
    /// - Throws: ``RegistryFileError``.
    func functions(_ entries: [FunctionEntry], path: String) throws -> [String: LambdaFunction] {
        var functions: [String: LambdaFunction] = [:]
        for (index, entry) in entries.enumerated() {
            for number in 0..<entry.count {
                let function = try function(entry, number, "\(path)[\(index)]")
                guard functions.updateValue(function, forKey: function.name) == nil else {
                    throw RegistryFileError(
                        path: "\(path)[\(index)].name", message: "there are two functions \(function.name)")
                }
            }
        }
        return functions
    }

    private func function(_ entry: FunctionEntry, _ number: Int, _ path: String) throws -> LambdaFunction {
        let name = entry.name.numbered(number, of: entry.count)
        func image(_ text: String, _ digest: ContainerEntry.Digest, _ path: String) throws -> ImageReference {
            try ContainerEntry(name, image: text, digest: digest).numbered(number).reference(references, path)
        }
        var versions = [
            LambdaFunction.Version(
                name: "$LATEST", image: try entry.image.map { try image($0, entry.digest, "\(path).image") })
        ]
        for (index, version) in entry.versions.enumerated().sorted(by: { $0.element.version < $1.element.version }) {
            let image = try image(version.image, version.digest, "\(path).versions[\(index)].image")
            versions.append(LambdaFunction.Version(name: "\(version.version)", image: image))
        }
        let names = Set(versions.map(\.name))
        guard names.count == versions.count else {
            throw RegistryFileError(path: "\(path).versions", message: "there are two versions of one number")
        }
        for (index, alias) in entry.aliases.enumerated() {
            if let missing = ([alias.version] + alias.weights.keys).first(where: { !names.contains($0) }) {
                throw RegistryFileError(
                    path: "\(path).aliases[\(index)]", message: "there is no version \(missing) of \(name)")
            }
        }
        return LambdaFunction(
            name: name, arn: location.arn("lambda", "function:\(name)"), versions: versions, aliases: entry.aliases)
    }
}
