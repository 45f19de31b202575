/// The situations in which this program decides otherwise than ECR, on purpose.
///
/// A cleanup has all of them. Only an explanation leaves some out, and asks what ECR would have decided.
package struct DeliberateDifferences: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// An untagged image that was pushed within the last hour neither counts nor goes.
    package static let pushUnderWay = Self(rawValue: 1 << 0)
    /// Rules that count do not see a referrer whose subject is gone.
    package static let orphanedReferrers = Self(rawValue: 1 << 1)
    /// An index was pulled when it or anything that it holds was pulled.
    package static let indexPullTimes = Self(rawValue: 1 << 2)
    /// An untagged manifest of an index is no image of its own.
    package static let indexManifests = Self(rawValue: 1 << 3)
    /// A referrer whose subject is in the repository is no image of its own.
    package static let referrers = Self(rawValue: 1 << 4)
    /// Images that an unreadable index may hold stay.
    package static let unreadIndexes = Self(rawValue: 1 << 5)

    /// A tagged manifest that would be deleted is only archived if its index is.
    package static let milderFates = Self(rawValue: 1 << 6)

    /// Each difference with its name, in the order of their description.
    package static let names: [(difference: Self, name: String)] = [
        (.pushUnderWay, "a push under way"), (.orphanedReferrers, "orphaned referrers"),
        (.indexPullTimes, "an index's pull time"), (.indexManifests, "manifests of an index"),
        (.referrers, "referrers"), (.unreadIndexes, "an index that can't be read"),
        (.milderFates, "an index that is only archived"),
    ]

    /// The names of the differences in the set.
    package var names: [String] { Self.names.filter { contains($0.difference) }.map(\.name) }
}
