import Formats

/// The reports that a run wrote to S3.
public struct WrittenReports: Sendable, Hashable {
    /// A plan, or a part of one, and what identifies it.
    public struct Plan: Sendable, Hashable {
        /// The object's name below the prefix.
        public var name: String
        /// The plan's own checksum: `sha256:` and 64 hexadecimal digits.
        public var checksum: String
        /// The number of images that the plan names.
        public var imageCount: Int

        /// Creates the entry of a plan.
        public init(name: String, checksum: String, imageCount: Int) {
            (self.name, self.checksum, self.imageCount) = (name, checksum, imageCount)
        }
    }

    /// The address of the run's folder, with a slash at its end.
    public var prefix: String
    /// The names of the objects below the prefix, in the order of writing; plans are apart.
    public var names: [String] = []
    /// The plans, one for each part of the run.
    public var plans: [Plan] = []
    /// The first reason why an object could not be written; `nil` if all were written.
    public var failure: String?

    /// Creates the reports of a run that has written nothing yet.
    ///
    /// - Parameter prefix: the address of the run's folder, with a slash at its end.
    public init(prefix: String) { self.prefix = prefix }

    /// The address of an object.
    public func address(of name: String) -> String { prefix + name }
}

extension WrittenReports {
    /// The folder that the batches of a fan-out share; `nil` without reports.
    ///
    /// The objects and plans are left out: those of all batches would be too many for one summary.
    public static func folder(of batches: [WrittenReports]) -> WrittenReports? {
        guard let first = batches.first else { return nil }
        var folder = WrittenReports(prefix: first.prefix)
        folder.failure = batches.lazy.compactMap(\.failure).first
        return folder
    }

    /// Writes the value of the summary's member `reports`.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("prefix", prefix)
            if !names.isEmpty || !plans.isEmpty { writeObjects(to: &json) }
            json.member("failure", failure?.excerpt)
        }
    }

    private func writeObjects(to json: inout JSONWriter) {
        json.member("objects", of: names) { $1.value($0) }
        json.member("plans", of: plans) { plan, json in
            json.object { json in
                json.member("name", plan.name)
                json.member("checksum", plan.checksum)
                json.member("images", plan.imageCount)
            }
        }
    }
}
