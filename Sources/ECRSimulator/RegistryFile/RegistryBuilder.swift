import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension RegistryFile {
    /// Builds one of the two registries.
    ///
    /// - Throws: ``RegistryFileError`` where names are missing, double or not valid.
    func registry(_ service: Service, start: Date) throws -> Registry {
        var registry = Registry(
            service: service, id: registryID, region: service == .ecr ? region : "us-east-1",
            pullTimeUpdateExclusions: service == .ecr ? pullTimeUpdateExclusions : [], callerARN: callerARN)
        let listed = service == .ecr ? repositories : publicRepositories
        let listName = service == .ecr ? "repositories" : "publicRepositories"
        var seedOffset: UInt64 = 0
        func add(_ entry: RepositoryEntry, path: String) throws {
            guard (try? Constraint.repositoryName(entry.name)) != nil else {
                throw RegistryFileError(path: "\(path).name", message: "\(entry.name) is not a valid repository name")
            }
            let name = RepositoryName(entry.name)
            guard registry.repositories[name] == nil else {
                throw RegistryFileError(path: "\(path).name", message: "there are two repositories \(name)")
            }
            seedOffset += 1
            var builder = RepositoryBuilder(entry, service: service, registryID: registryID, start: start, path: path)
            registry.repositories[name] = try builder.repository(seedOffset: seedOffset)
        }
        for (index, entry) in listed.enumerated() { try add(entry, path: "\(listName)[\(index)]") }
        if service == .ecr, let generate {
            for number in 0..<generate.repositories {
                try add(
                    RepositoryEntry(generate.namePrefix + "\(number)", generate: generate.images), path: "generate")
            }
        }
        return registry
    }
}
