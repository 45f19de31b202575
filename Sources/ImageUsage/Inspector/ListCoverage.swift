import AWSClient
import Essentials

/// The request `POST /coverage/list` for the resources that Inspector covers.
///
/// - SeeAlso: [ListCoverage](https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListCoverage.html)
struct ListCoverage: AWSRESTRequest, Encodable {
    static let operation = "ListCoverage"

    let filterCriteria: Filter
    let maxResults = 200
    let nextToken: String?

    var path: [String] { ["coverage", "list"] }

    /// The criteria, all of which a listed resource satisfies.
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

        /// Repositories that are scanned.
        ///
        /// No criterion tells how often.
        static let scannedRepositories = Filter(
            resourceType: [Text(value: "AWS_ECR_REPOSITORY")], scanStatusCode: [Text(value: "ACTIVE")])

        /// Images that ran at or after a time.
        static func inUse(since date: Date) -> Filter {
            Filter(ecrImageLastInUseAt: [Time(startInclusive: date.timeIntervalSince1970)])
        }
    }

    struct Response: Decodable {
        let coveredResources: [CoveredResource]
        let nextToken: String?
    }
}

/// A resource that Inspector covers: an image or a repository.
struct CoveredResource: Decodable {
    struct Metadata: Decodable {
        let ecrImage: Image?
        let ecrRepository: Repository?
    }

    struct Repository: Decodable {
        /// When the repository is scanned: `MANUAL`, `SCAN_ON_PUSH` or `CONTINUOUS_SCAN`.
        let scanFrequency: String?
    }

    struct ScanStatus: Decodable { let statusCode: String? }

    struct Image: Decodable {
        /// The number of ECS tasks and EKS pods that run the image.
        let inUseCount: Int?
        /// The last time it was seen running, in seconds since 1970.
        let lastInUseAt: Double?
    }

    /// The ARN.
    let resourceId: String
    let resourceMetadata: Metadata?
    let scanStatus: ScanStatus?

    /// Whether a repository is scanned continuously.
    ///
    /// Anything else, also an answer that does not say so, means that Inspector may miss what runs.
    var isScannedContinuously: Bool {
        scanStatus?.statusCode == "ACTIVE" && resourceMetadata?.ecrRepository?.scanFrequency == "CONTINUOUS_SCAN"
    }
}
