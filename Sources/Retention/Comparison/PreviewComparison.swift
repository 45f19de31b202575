package import Essentials
package import ImageModel

/// The comparison of this program's decisions with ECR's preview of the same rules.
///
/// It is a pure function of two listings, the contents of indexes and the preview. ECR evaluates at a time of its own,
/// between the listings. So an image is compared only if it did not change, and if it is decided alike at both times.
package struct PreviewComparison: Sendable {
    /// A listing of a repository, with the time by ECR's clock.
    package struct Reading: Sendable {
        package let images: [Image]
        package let time: Date

        package init(_ images: [Image], at time: Date) { (self.images, self.time) = (images, time) }
    }

    /// The number of images that were compared.
    package let compared: Int
    /// The number of images that changed meanwhile, or whose age passed a limit.
    package let setAside: Int
    /// The images about which the two sides decide differently, in the listing's order.
    package let differences: [DecisionDifference]

    /// Compares decisions.
    ///
    /// - Parameters:
    ///   - before: the listing that ended before ECR began to evaluate.
    ///   - after: the listing that began after the preview was read.
    ///   - manifests: the contents of the indexes.
    ///   - actions: ECR's action on each image that the preview lists.
    package init(
        of part: ExpressiblePart, before: Reading, after: Reading, manifests: IndexManifests,
        actions: [ImageDigest: PreviewedAction]
    ) {
        let views = ComparisonViews(
            part: part, before: before, after: after, manifests: manifests, actions: actions)
        compared = views.positions.count
        let listed = Set(before.images.map(\.digest)).union(after.images.map(\.digest)).union(actions.keys)
        setAside = listed.count - compared
        let found = views.differing
        let explanations = found.isEmpty ? [:] : views.explanations(of: found)
        differences = found.map { pair in
            let image = before.images[pair.before]
            return DecisionDifference(
                image: image, decision: views.own.before.decisions[pair.before], action: actions[image.digest],
                explanation: explanations[pair.before] ?? [])
        }
    }

    /// The number of images about which both sides decide alike.
    package var agreed: Int { compared - differences.count }

    /// The differences that no deliberate difference explains.
    package var unexplained: [DecisionDifference] { differences.filter(\.explanation.isEmpty) }
}
