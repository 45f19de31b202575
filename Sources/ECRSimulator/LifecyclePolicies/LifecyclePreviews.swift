import Essentials
import ImageModel
import Synchronization

/// The settings of a registry's lifecycle previews, which a test may change.
public struct LifecyclePreviews: Sendable, Hashable {
    /// The treatment of an index's manifests and of referrers, which ECR does not document.
    public enum Parts: String, Sendable, Hashable, CaseIterable, Decodable {
        /// They are no images of their own, and not listed.
        case omitted
        /// They are no images of their own, and listed with the image that they belong to.
        case listed
        /// They are counted like other images.
        case counted
    }

    /// The status of every preview.
    public var status: String
    /// The treatment of an index's manifests and of referrers.
    public var parts: Parts
    /// The planted mistake in the evaluation, if any.
    public var deviation: LifecycleDeviation?

    /// Creates settings.
    public init(status: String = "COMPLETE", parts: Parts = .omitted, deviation: LifecycleDeviation? = nil) {
        self.status = status
        self.parts = parts
        self.deviation = deviation
    }
}

extension LifecyclePreviews: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case status, parts, deviation }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let status = try container.decodeIfPresent(String.self, forKey: .status) ?? "COMPLETE"
        guard ["IN_PROGRESS", "COMPLETE", "EXPIRED", "FAILED"].contains(status) else {
            throw container.error(.status, "\(status) is none of IN_PROGRESS, COMPLETE, EXPIRED, FAILED")
        }
        self.init(
            status: status, parts: try container.decodeIfPresent(Parts.self, forKey: .parts) ?? .omitted,
            deviation: try container.decodeIfPresent(LifecycleDeviation.self, forKey: .deviation))
    }
}

/// A repository's latest preview.
struct StoredPreview: Sendable {
    /// An image on which ECR would act.
    struct Row: Encodable, Sendable {
        struct Action: Encodable, Sendable {
            var type: String
            var targetStorageClass: String?
        }

        var imageTags: [String]?
        var imageDigest: String
        var imagePushedAt: Date?
        var action: Action
        var appliedRulePriority: Int
        var storageClass: String
    }

    var text: String
    var rows: [Row]
}

extension SimulatedRegistry {
    /// The settings of the private registry's lifecycle previews.
    public var lifecyclePreviews: LifecyclePreviews {
        get { state.withLock { $0.registry(.ecr).lifecyclePreviews } }
        set { state.withLock { state in state.withRegistry(.ecr) { $0.lifecyclePreviews = newValue } } }
    }
}
