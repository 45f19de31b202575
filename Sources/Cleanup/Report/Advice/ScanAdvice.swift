import ECRClient
import Essentials
import Formats
import ImageModel
import Retention

extension AdvisedRepository {
    /// The days after which an image that was never pulled counts as unused.
    static let neverPulledDays = 7.0
    /// The days since the last pull after which an image counts as unused.
    static let notPulledDays = 90.0
    /// The fewest images for which a share says anything.
    static let fewestScannedImages = 10

    /// The advice about scans of images, most of which nobody uses.
    ///
    /// Caches, referrers and indexes are not scanned. An untagged image may be a manifest that is pulled by its index's
    /// tag or for another platform, so that only tagged images count where there are indexes.
    func scanAdvice(_ scanning: RegistryScanning, of repository: Repository) -> Advice? {
        let scans = scanning.scans(of: repository)
        guard !location.isPublic, scans != .none else { return nil }
        let hasIndexes = images.contains(where: \.mayBeIndex)
        var (count, unused) = (0, 0)
        for (position, image) in images.enumerated() {
            guard image.isScanned else { continue }
            guard image.isTagged || !hasIndexes else { continue }
            count += 1
            if isUnused(position) { unused += 1 }
        }
        guard count >= Self.fewestScannedImages, unused * 2 > count else { return nil }
        let times = scans == .continuous ? "continuously" : "on push"
        let scanner = scanning.isEnhanced ? "by Amazon Inspector" : "by ECR"
        return advice(
            .scansUnusedImages,
            "its images are scanned \(times) \(scanner), and nobody uses \(Amounts.count(unused)) of "
                + "\(Amounts.count(count)): not pulled for \(Int(Self.notPulledDays)) days, or never",
            risk: scanning.isEnhanced
                ? "Amazon Inspector bills its scans, and findings about unused images hide those that matter"
                : "findings about unused images hide those that matter",
            toDo: "delete such images sooner by a policy, or leave the repository out of the scans",
            command: "aws ecr get-registry-scanning-configuration --region \(location.region.shellWord)")
    }

    /// Whether nobody uses the image at a position, as far as that is known.
    private func isUnused(_ position: Int) -> Bool {
        let image = images[position]
        if !decisions.isEmpty, case .protected(let veto, _) = decisions[position].reason, veto.name == "inUse" {
            return false
        }
        if let pulled = image.lastPulledAt { return days(since: pulled) > Self.notPulledDays }
        return image.pushedAt.map { days(since: $0) > Self.neverPulledDays } ?? false
    }
}

extension Image {
    /// Whether a scanner looks into the image.
    fileprivate var isScanned: Bool {
        subject == nil && !hasUnknownSubject && !isBuildCache && status == .active && mediaType?.isIndex != true
            && !tags.contains { CosignTag($0) != nil }
    }
}

extension RegistryScanning {
    /// The scans of a repository's images.
    enum Scans: Sendable, Hashable {
        /// No image is scanned by itself.
        case none
        /// Each image is scanned as it is pushed.
        case onPush
        /// Each image is scanned as it is pushed, and again later.
        case continuous
    }

    /// The scans of a repository's images.
    ///
    /// The repository's own setting counts only for basic scanning.
    func scans(of repository: Repository) -> Scans {
        let applying = rules.filter { $0.applies(to: repository.name) }
        if applying.contains(where: \.isContinuous) { return .continuous }
        return !applying.isEmpty || (!isEnhanced && repository.scansOnPush) ? .onPush : .none
    }
}

extension RegistryScanning.Rule {
    /// Whether a filter matches; one without a wildcard matches each name that contains it.
    fileprivate func applies(to repository: RepositoryName) -> Bool {
        filters.contains { filter in
            let pattern = filter.utf8.contains(UInt8(ascii: "*")) ? filter : "*\(filter)*"
            return WildcardPattern(pattern).matches(repository.description)
        }
    }
}
