import AWSClient
import Essentials

/// Lists what Inspector covers: `POST /coverage/list`.
///
/// - SeeAlso: [ListCoverage](https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListCoverage.html)
struct ListCoverage: AWSRESTRequest, Encodable {
    static let operation = "ListCoverage"

    let filterCriteria: Filter
    let maxResults = 200
    let nextToken: String?

    var path: [String] { ["coverage", "list"] }

    /// What is listed: a resource that satisfies every criterion.
    struct Filter: Encodable {
        private struct Text: Encodable {
            let comparison = "EQUALS"
            let value: String
        }

        private struct Number: Encodable { let lowerInclusive: Int }

        private struct Time: Encodable { let startInclusive: Double }

        private var resourceType = [Text(value: "AWS_ECR_CONTAINER_IMAGE")]
        private var scanStatusCode: [Text]?
        private var ecrImageInUseCount: [Number]?
        private var ecrImageLastInUseAt: [Time]?

        /// Images that run now.
        static let inUse = Filter(ecrImageInUseCount: [Number(lowerInclusive: 1)])

        /// Repositories that are scanned continuously: the others are not active.
        static let scannedRepositories = Filter(
            resourceType: [Text(value: "AWS_ECR_REPOSITORY")], scanStatusCode: [Text(value: "ACTIVE")])

        /// Images that ran at this time, or later.
        static func inUse(since date: Date) -> Filter {
            Filter(ecrImageLastInUseAt: [Time(startInclusive: date.timeIntervalSince1970)])
        }
    }

    struct Response: Decodable {
        let coveredResources: [CoveredResource]?
        let nextToken: String?
    }
}

/// Something that Inspector covers: an image, or a repository.
struct CoveredResource: Decodable {
    struct Metadata: Decodable { let ecrImage: Image? }

    struct Image: Decodable {
        /// In how many tasks of ECS and pods of EKS the image runs.
        let inUseCount: Int?
        /// When it was last seen to run, in seconds since 1970.
        let lastInUseAt: Double?
    }

    /// The ARN.
    let resourceId: String
    let resourceMetadata: Metadata?
}
