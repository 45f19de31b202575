import Formats
import ImageModel
import Retention

extension AdvisedRepository {
    /// The images that ECR allows in a repository, unless the account has another quota.
    ///
    /// - SeeAlso: [Amazon ECR service quotas](https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html)
    static let imageQuota = 100_000
    /// The tags that ECR allows on an image.
    static let tagQuota = 1000
    /// The share of a quota above which there is advice, in percent.
    static let quotaShare = 80

    /// The advice that needs no call of its own.
    var quotaAdvice: [Advice] { [imageQuotaAdvice, tagQuotaAdvice].compactMap(\.self) }

    private var imageQuotaAdvice: Advice? {
        guard Self.isNear(images.count, Self.imageQuota) else { return nil }
        let going = decisions.count(where: \.isSelected)
        let plan = going == 0 ? "" : "; the policy takes \(Amounts.count(going)) of them"
        return advice(
            .nearImageQuota, "it has \(Self.share(images.count, of: Self.imageQuota)) images\(plan)",
            risk: "pushes fail when the quota is reached",
            toDo: "let a policy delete more, or ask for a higher quota if this is not the account's own yet",
            command: "aws service-quotas list-service-quotas --region \(location.region.shellWord) "
                + "--service-code \(location.isPublic ? "ecr-public" : "ecr")")
    }

    private var tagQuotaAdvice: Advice? {
        // No tag is copied: an image tells their number.
        let near = images.filter { Self.isNear($0.tagCount, Self.tagQuota) }
        guard let most = near.max(by: { ($0.tagCount, $1.digest) < ($1.tagCount, $0.digest) }) else { return nil }
        let more = near.count - 1
        let others = more == 0 ? "" : "; \(Amounts.count(more)) more \(more == 1 ? "image is" : "images are") near it"
        return advice(
            .nearTagQuota, "\(most.digest) has \(Self.share(most.tagCount, of: Self.tagQuota)) tags\(others)",
            risk: "pushes of further tags of the image fail when the quota is reached",
            toDo: "remove the tags that nobody needs",
            command: command(
                "describe-images", "--image-ids imageDigest=\(most.digest) --query 'imageDetails[].imageTags[]'"))
    }

    private static func isNear(_ count: Int, _ quota: Int) -> Bool { count * 100 > quota * quotaShare }

    private static func share(_ count: Int, of quota: Int) -> String {
        "\(Amounts.count(count)) of \(Amounts.count(quota))"
    }
}
