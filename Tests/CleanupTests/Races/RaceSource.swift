import AWSClient
import ImageModel
import ImageUsage

/// A source that knows what a race says.
struct RaceSource: UsageSource {
    static let permissions: [UsagePermission] = []
    let name: UsageSourceName
    let world: RaceWorld

    func uses(in context: CallContext) async throws -> [ImageUse] { try world.uses(of: name) }
}
