import Formats
import ImageModel
import Retention

extension AdvisedRepository {
    /// The advice about untagged images that stay for good, since no rule matches them.
    ///
    /// A run that is cut after an index leaves such images: they were its manifests.
    var untaggedAdvice: Advice? {
        var count = 0
        var bytes: Int64 = 0
        for (image, decision) in zip(images, decisions) where !image.isTagged && decision.reason == .noRule {
            count += 1
            bytes.addUpToMaximum(image.countedBytes)
        }
        guard count > 0 else { return nil }
        return advice(
            .untaggedWithoutRule,
            count == 1
                ? "no rule matches its untagged image, which stays for good"
                : "no rule matches \(Amounts.count(count)) untagged images, which stay for good",
            bytes: bytes, toDo: "add a rule with \"tagStatus\": \"untagged\" and sinceImagePushed, then plan again")
    }
}
