import ImageModel

/// Checks just before each call that the repository's resource tags still allow it.
struct ResourceTagCheck: Sendable {
    /// Reads the tags again, and returns the tag that keeps the repository out of reach, if there is one.
    ///
    /// It throws ``ChangedResourceTags`` if another policy applies now, and errors of the calls.
    let protectingTag: @Sendable () async throws -> ResourceTag?

    /// The reason to leave all images now; `nil` if there is none.
    func skip(by stopConditions: StopConditions) async -> ImageOutcome.Skip? {
        do {
            return try await protectingTag().map {
                .changed("its repository was given the resource tag \($0.key)=\($0.value)")
            }
        } catch is ChangedResourceTags {
            return .changed("its repository was given other resource tags, and the policy does not apply any more")
        } catch let error as UnreadableUsage {
            return stopConditions.skip(afterReading: error.error, while: .reading)
        } catch {
            return stopConditions.skip(afterReading: error, while: .reading)
        }
    }
}

/// An error about resource tags that changed since the repositories were listed.
struct ChangedResourceTags: Error, CustomStringConvertible {
    var description: String {
        "its resource tags changed since the repositories were listed: another policy applies now, or none does"
    }
}
