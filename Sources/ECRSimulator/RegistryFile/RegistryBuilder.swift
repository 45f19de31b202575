import Essentials
import ImageModel

/// Makes a registry from a file's repositories.
struct RegistryBuilder {
    private let start: Date
    private var registry: Registry
    private var seedOffset: UInt64 = 0

    init(_ kind: RegistryKind, _ location: Location, start: Date) {
        self.start = start
        registry = Registry(kind, location)
    }

    /// Builds the registry.
    ///
    /// - Parameters:
    ///   - path: the path of the list in the file.
    ///   - generatePath: the path of the series.
    /// - Throws: ``RegistryFileError`` for missing, duplicate or invalid names.
    mutating func build(
        _ listed: [RepositoryEntry], path: String, generate: RepositorySeries? = nil, generatePath: String = ""
    ) throws -> Registry {
        for (index, entry) in listed.enumerated() { try add(entry, path: "\(path)[\(index)]") }
        if let generate {
            for number in 0..<generate.repositories {
                try add(
                    RepositoryEntry(generate.namePrefix + "\(number)", generate: generate.images), path: generatePath)
            }
        }
        return registry
    }

    private mutating func add(_ entry: RepositoryEntry, path: String) throws {
        guard (try? Constraint.repositoryName(entry.name)) != nil else {
            throw RegistryFileError(path: "\(path).name", message: "\(entry.name) is not a valid repository name")
        }
        let name = RepositoryName(entry.name)
        guard registry.repositories[name] == nil else {
            throw RegistryFileError(path: "\(path).name", message: "there are two repositories \(name)")
        }
        seedOffset += 1
        var builder = RepositoryBuilder(
            entry, kind: registry.kind, registryID: registry.id, start: start, path: path)
        registry.repositories[name] = try builder.repository(seedOffset: seedOffset)
    }
}

extension RegistryFile {
    /// Builds the file's registries, by address.
    ///
    /// - Throws: ``RegistryFileError``.
    func allRegistries(start: Date) throws -> [RegistryAddress: Registry] {
        var builder = RegistryBuilder(.ecr, home, start: start)
        var own = try builder.build(repositories, path: "repositories", generate: generate, generatePath: "generate")
        own.pullTimeUpdateExclusions = pullTimeUpdateExclusions
        own.replication = replication
        own.scanning = scanning
        builder = RegistryBuilder(.ecrPublic, Location(account: registryID, region: "us-east-1"), start: start)
        var registries: [RegistryAddress: Registry] = [
            .ecr(home): own,
            .ecrPublic(registryID): try builder.build(publicRepositories, path: "publicRepositories"),
        ]
        for (index, entry) in self.registries.enumerated() {
            let path = "registries[\(index)]"
            guard registries[.ecr(entry.location)] == nil else {
                throw RegistryFileError(
                    path: path,
                    message: "account \(entry.location.account) in \(entry.location.region) is described already")
            }
            builder = RegistryBuilder(.ecr, entry.location, start: start)
            var registry = try builder.build(
                entry.repositories, path: "\(path).repositories", generate: entry.generate,
                generatePath: "\(path).generate")
            registry.replication = entry.replication
            registry.scanning = entry.scanning
            registries[.ecr(entry.location)] = registry
        }
        try checkReplication()
        return registries
    }

    private func checkReplication() throws {
        let described = Set([home] + registries.map(\.location))
        try replication.check(home, described: described, path: "replicationConfiguration")
        for (index, entry) in registries.enumerated() {
            try entry.replication.check(
                entry.location, described: described, path: "registries[\(index)].replicationConfiguration")
        }
    }

    /// Builds the workloads at each location of the file.
    ///
    /// - Throws: ``RegistryFileError``.
    func allWorkloads(in registries: [RegistryAddress: Registry], start: Date) throws -> [Location: Workloads] {
        var all = [
            home: try Workloads(workloads, at: home, registries: registries, start: start, path: "workloads")
        ]
        for (index, entry) in self.registries.enumerated() {
            all[entry.location] = try Workloads(
                entry.workloads, at: entry.location, registries: registries, start: start,
                path: "registries[\(index)].workloads")
        }
        return all
    }

    /// The regions with contents in the file.
    var regions: Set<String> { Set([region] + registries.map(\.location.region)) }
}
