import Essentials

/// Inspector's `CoverageFilterCriteria`: each criterion must match, by any of its items.
struct CoverageFilter: Decodable {
    struct Text: Decodable {
        var comparison: String
        var value: String

        func accepts(_ text: String) -> Bool { (comparison == "EQUALS") == (text == value) }
    }

    struct Number: Decodable {
        var lowerInclusive: Int?
        var upperInclusive: Int?

        func accepts(_ number: Int?) -> Bool {
            guard let number else { return false }
            return (lowerInclusive ?? number) <= number && number <= (upperInclusive ?? number)
        }
    }

    struct Time: Decodable {
        var startInclusive: Double?
        var endInclusive: Double?

        func accepts(_ date: Date?) -> Bool {
            guard let seconds = date?.timeIntervalSince1970 else { return false }
            return (startInclusive ?? seconds) <= seconds && seconds <= (endInclusive ?? seconds)
        }
    }

    /// Criteria of the model that the simulator does not support.
    ///
    /// A request with one is refused, since ignoring it would make the answer wrong.
    private enum NotSimulated: String, CodingKey, CaseIterable {
        case scanStatusReason, resourceId, scanType, ecrImageTags, ec2InstanceTags, lambdaFunctionName
        case lambdaFunctionTags, lambdaFunctionRuntime, lastScannedAt, scanMode, imagePulledAt
        case codeRepositoryProjectName, codeRepositoryProviderType, codeRepositoryProviderTypeVisibility
        case lastScannedCommitId
    }

    private enum CodingKeys: String, CodingKey {
        case resourceType, accountId, ecrRepositoryName, scanStatusCode, ecrImageInUseCount, ecrImageLastInUseAt
    }

    var resourceType: [Text]?
    var accountId: [Text]?
    var ecrRepositoryName: [Text]?
    var scanStatusCode: [Text]?
    var ecrImageInUseCount: [Number]?
    var ecrImageLastInUseAt: [Time]?

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        resourceType = try container.decodeIfPresent([Text].self, forKey: .resourceType)
        accountId = try container.decodeIfPresent([Text].self, forKey: .accountId)
        ecrRepositoryName = try container.decodeIfPresent([Text].self, forKey: .ecrRepositoryName)
        scanStatusCode = try container.decodeIfPresent([Text].self, forKey: .scanStatusCode)
        ecrImageInUseCount = try container.decodeIfPresent([Number].self, forKey: .ecrImageInUseCount)
        ecrImageLastInUseAt = try container.decodeIfPresent([Time].self, forKey: .ecrImageLastInUseAt)
        let others = try decoder.container(keyedBy: NotSimulated.self)
        if let other = others.allKeys.first {
            throw ServiceError.invalidParameter(
                "filterCriteria.\(other.stringValue)", "The simulator does not filter by this")
        }
    }

    /// Refuses comparisons unknown to the model, and empty or long lists.
    func validate() throws {
        let texts = [resourceType, accountId, ecrRepositoryName, scanStatusCode].compactMap(\.self)
        let counts = texts.map(\.count) + [ecrImageInUseCount?.count, ecrImageLastInUseAt?.count].compactMap(\.self)
        guard counts.allSatisfy((1...10).contains) else {
            throw ServiceError.invalidParameter("filterCriteria", "Member must have length from 1 to 10")
        }
        for text in texts.flatMap(\.self) {
            try Constraint.oneOf(["EQUALS", "NOT_EQUALS"], text.comparison, name: "filterCriteria.comparison")
        }
    }

    /// Whether a resource satisfies all criteria.
    func accepts(_ resource: CoveredResource) -> Bool {
        let image = resource.resourceMetadata.ecrImage
        return Self.any(resourceType) { $0.accepts(resource.resourceType) }
            && Self.any(accountId) { $0.accepts(resource.accountId) }
            && Self.any(ecrRepositoryName) { $0.accepts(resource.repositoryName) }
            && Self.any(scanStatusCode) { $0.accepts(resource.scanStatus.statusCode) }
            && Self.any(ecrImageInUseCount) { $0.accepts(image?.inUseCount) }
            && Self.any(ecrImageLastInUseAt) { $0.accepts(image?.lastInUseAt) }
    }

    private static func any<Item>(_ items: [Item]?, _ accepts: (Item) -> Bool) -> Bool {
        items.map { $0.contains(where: accepts) } ?? true
    }
}
