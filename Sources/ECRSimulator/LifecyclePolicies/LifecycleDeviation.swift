/// A planted mistake in the evaluation of lifecycle policies.
///
/// A comparison with the preview must find each of them. Tests alone set one.
public enum LifecycleDeviation: String, Sendable, Hashable, CaseIterable, Codable {
    /// A rule that counts keeps one image more.
    case keepsOneMore
    /// A rule that counts keeps one image fewer.
    case keepsOneFewer
    /// A rule that counts keeps the oldest images.
    case keepsOldest
    /// An age passes its limit a day later.
    case agesADayLater
    /// An age passes its limit a day earlier.
    case agesADayEarlier
    /// The return from the archive does not count as a push.
    case pushesIgnoreRestores
    /// The return from the archive does not count as a pull.
    case pullsIgnoreRestores
    /// An image that was never pulled stays.
    case neverPulledStays
    /// The push counts in place of the pull.
    case pullsIgnored
    /// One entry of a tag list is enough.
    case matchesAnyEntry
    /// A pattern matches the beginning of a tag.
    case matchesBeginnings
    /// A pattern ignores case.
    case matchesAnyCase
    /// A prefix must be the whole tag.
    case prefixesMatchWhole
    /// The highest number comes first.
    case ordersBackwards
    /// An image that a higher rule matches and keeps is in reach of lower rules.
    case forgetsHigherRules
    /// A rule does not count images that a higher rule matches.
    case countsLeftovers
    /// A rule for untagged images sees all images.
    case untaggedSeesAll
    /// A rule for any images sees only tagged ones.
    case anySeesTagged
    /// A rule for pullable images sees archived ones.
    case standardSeesArchived
    /// A rule for pullable images sees those that are being restored.
    case standardSeesRestoring
    /// The age since the move to the archive counts from the push.
    case transitionsCountFromPush
    /// Images to archive are listed as images to delete.
    case expiresInsteadOfArchiving
    /// The result names the next rule.
    case namesAnotherRule
    /// The last result is left out.
    case dropsLastResult
    /// The manifests of an index that stays are taken.
    case takesHeldManifests
}
