extension Decision {
    /// The decision with the group or the version that its reason counts by.
    ///
    /// Reasons that count no newer images stay as they are.
    func ranked(in group: String, by rule: Rule) -> Decision {
        switch reason {
        case .beyondNewest, .amongNewest, .sparedAsNewest:
            var decision = self
            decision.reason = .ranked(
                reason, group: rule.groupBy == nil ? nil : group, byVersion: rule.sortBy == .semver)
            return decision
        default: return self
        }
    }

    /// Whether the image stays only because of its place among the newest.
    public var dependsOnOtherImages: Bool {
        switch reason {
        case .amongNewest, .sparedAsNewest, .protected(by: .newest, _), .protected(by: .newestPulled, _): true
        case .ranked: verdict == .keep
        default: false
        }
    }
}
