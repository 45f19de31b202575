/// The place that an event's plan was read from, and what identifies the plan.
public struct PlanOrigin: Sendable, Hashable {
    /// The address, such as `s3://reports/approved/plan.json`.
    public var address: String
    /// The plan's own checksum: `sha256:` and 64 hexadecimal digits.
    public var checksum: String

    /// Creates an origin.
    public init(address: String, checksum: String) { (self.address, self.checksum) = (address, checksum) }
}
