public import AWSClient
import ECRClient
import Essentials
public import ImageModel
import ImageUsage
public import Retention

extension CleanupService {
    /// Asks a policy's sources of usage, for each of its targets, and finds images in use that are gone.
    ///
    /// - Parameters:
    ///   - policy: the policy, which names the targets and the sources.
    ///   - image: the only image, or the only repository, whose uses are wanted; `nil` for all.
    ///   - context: the run that the calls belong to.
    public func usage(
        by policy: Policy, of image: ImageReference? = nil, in context: CallContext
    ) async -> UsageOverview {
        let names = policy.sourcesInUse.sorted()
        let context = CallContext(
            runID: context.runID ?? system.now().runID, deadline: context.deadline, statistics: context.statistics,
            logger: context.logger)
        let found = await policy.targets.concurrentMap(width: Self.targetWidth) { target in
            let clients: TargetClients
            do {
                clients = try clientFactory.clients(to: target, sources: policy.usageSources)
            } catch {
                let sources = names.map {
                    UsageOverview.Source(name: $0, target: target.description, failure: "\(error)")
                }
                return UsageOverview(sources: sources, uncheckedTargets: [target.description: "\(error)"])
            }
            let begun = system.now()
            let reading = await UsageReader(
                sources: clients.sources, context: context, system: system, isForDeletions: false
            ).reading()
            var overview = UsageOverview(
                sources: names.map { Self.source($0, of: target, in: reading) },
                seconds: system.now().timeIntervalSince(begun))
            let registry = clients.registry.scoped(to: context)
            if let image {
                overview.narrow(to: image, known: await Self.image(image, in: registry, clients.region))
            }
            await overview.findMissingImages(of: target, in: registry, clients.region)
            return overview
        }
        return UsageOverview(merging: found)
    }

    private static func source(
        _ name: UsageSourceName, of target: Target, in reading: UsageReading
    ) -> UsageOverview.Source {
        let failure = reading.failures[name].map { UnreadableUsage(source: name, error: $0).description }
        return UsageOverview.Source(
            name: name, target: target.description, uses: failure == nil ? reading.uses[name] ?? [] : [],
            digests: failure == nil ? reading.digests[name] ?? [:] : [:],
            tags: failure == nil ? reading.tags[name] ?? [:] : [:], failure: failure)
    }

    /// An image as its repository has it, with its digest and all of its tags.
    ///
    /// The result is `nil` if the reference is to another registry, or the image can't be read: then its name alone
    /// tells its uses.
    private static func image(
        _ reference: ImageReference, in registry: ECRClient, _ region: Region
    ) async -> Image? {
        let name = reference.repository
        guard let identifier = reference.digest.map(ImageIdentifier.digest) ?? reference.tag.map(ImageIdentifier.tag),
            let repository = try? await registry.describeRepositories(named: [name]).first
        else { return nil }
        let location = RegistryLocation(of: repository, in: registry, region)
        guard location.holds(reference, in: name) else { return nil }
        return try? await registry.expecting(registryID: repository.registryID)
            .describeImages([identifier], in: name).first
    }
}

extension UsageOverview {
    /// Notes which images of the overview a registry does not have, or why that is not known.
    fileprivate mutating func findMissingImages(of target: Target, in registry: ECRClient, _ region: Region) async {
        let uses = sources.flatMap(\.uses).filter(\.isExpected)
        do {
            missing = try await Self.missingImages(among: uses, in: registry, region)
        } catch {
            uncheckedTargets[target.description] = "\(error)"
        }
    }

    private static func missingImages(
        among uses: [ImageUse], in registry: ECRClient, _ region: Region
    ) async throws -> [MissingImage] {
        guard !uses.isEmpty else { return [] }
        let used = Dictionary(grouping: uses, by: \.reference.repository)
        let listed = try await registry.describeRepositories().all()
        let gone = imagesOfGoneRepositories(among: uses, listed, in: registry, region)
        let repositories = listed.filter { used[$0.name] != nil }
        return try await gone
            + repositories.concurrentMap(width: 8) { repository -> Result<[MissingImage], any Error> in
                let location = RegistryLocation(of: repository, in: registry, region)
                let search = MissingImageSearch(
                    registry: registry.expecting(registryID: repository.registryID), location: location,
                    repository: repository.name)
                do {
                    return .success(try await search.missingImages(among: used[repository.name] ?? [], besides: []))
                } catch {
                    return .failure(error)
                }
            }.flatMap { try $0.get() }
    }

    /// The images in use whose repositories a registry no longer has.
    ///
    /// A registry without repositories does not show its account, so no use can be matched to it. In ECR Public an alias
    /// does not show whose registry it is.
    private static func imagesOfGoneRepositories(
        among uses: [ImageUse], _ listed: [Repository], in registry: ECRClient, _ region: Region
    ) -> [MissingImage] {
        guard registry.kind == .privateRegistry, let first = listed.first else { return [] }
        let location = RegistryLocation(of: first, in: registry, region)
        let names = Set(listed.map(\.name))
        let gone = uses.filter { use in
            let name = use.reference.repository
            return !names.contains(name) && location.holds(use.reference, in: name)
        }
        return MissingImage.all(of: gone)
    }
}
