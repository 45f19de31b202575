import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import ImageUsage
import Retention
import RetentionTestSupport
import Synchronization
import TestSupport

@testable import Cleanup
@testable import ECRSimulator

/// Changes that others make meanwhile.
extension RaceWorld {
    /// Lets something happen, or nothing.
    func change(_ random: inout SplitMix64) {
        guard random.chance(race.changes) else { return }
        if random.chance(0.35) {
            let steps: [Double] = [0.4, 1.5, 5, 14, 29, 31, 45, 290, 301, 600, -10]
            let seconds = steps.randomElement(using: &random) ?? 0
            return stage.clock.advance(by: seconds)
        }
        let address: RegistryAddress = race.hasReplica && random.chance(0.2) ? .ecr(Self.there) : .ecr
        let images = stage.registry.images(in: "app", of: address).sorted { $0.digest < $1.digest }
        let focus = focus.withLock(\.self).randomElement(using: &random)
        let focused = random.chance(0.75) ? images.first { $0.digest == focus } : nil
        guard let image = focused ?? images.randomElement(using: &random) else { return }
        let other = images.randomElement(using: &random) ?? image
        let now = stage.clock.now
        let registry = stage.registry
        switch Int.random(in: 0..<24, using: &random) {
        case ..<4:
            registry.tag(
                image.digest, as: ImageTag("new-\(Int.random(in: 0..<9, using: &random))"), in: "app", of: address)
        case ..<7: if let tag = other.tags.first { registry.tag(image.digest, as: tag, in: "app", of: address) }
        case ..<9: if let tag = image.tags.first { registry.untag(tag, in: "app", of: address) }
        case ..<13: registry.update(image.digest, in: "app", of: address) { $0.lastPulledAt = now }
        case ..<16: registry.remove(image.digest, from: "app", of: address)
        case ..<18:
            registry.update(image.digest, in: "app", of: address) {
                if $0.status == .archived {
                    ($0.status, $0.lastActivatedAt) = (.active, now)
                } else {
                    ($0.status, $0.lastArchivedAt) = (.archived, now)
                }
            }
        case ..<19: registry.update(image.digest, in: "app", of: address) { $0.pushedAt = now }
        case ..<21: push(holding: image, &random)
        case ..<22: push(referringTo: image, &random)
        case ..<23:
            _ = try? registry.push(
                ImageEntry("pushed-\(random.next())", tags: ["newest"], pushed: .daysAgo(0)), to: "app")
        default: if random.chance(0.1) { registry.removeRepository("app", of: address) }
        }
    }

    private func push(holding image: Image, _ random: inout SplitMix64) {
        _ = try? stage.registry.push(
            ImageEntry("pushed-\(random.next())", pushed: .daysAgo(0), manifests: [image.digest.description]), to: "app"
        )
    }

    private func push(referringTo image: Image, _ random: inout SplitMix64) {
        _ = try? stage.registry.push(
            ImageEntry("pushed-\(random.next())", pushed: .daysAgo(0), subject: image.digest.description), to: "app")
    }
}

/// Images that come into use.
extension RaceWorld {
    var sources: [any UsageSource] { race.protection.inUse.sorted().map { RaceSource(name: $0, world: self) } }

    func uses(of name: UsageSourceName) throws -> [ImageUse] {
        let count = readings.withLock { readings in
            readings[name, default: 0] += 1
            return readings[name, default: 0]
        }
        var random = SplitMix64(seed: race.seed &* 7919 &+ UInt64(count) &+ (name == .ecs ? 0 : 1 << 32))
        let isRunning = isRunning.withLock(\.self)
        if isRunning, random.chance(0.15) { stage.clock.advance(by: random.chance(0.5) ? 40 : 301) }
        if isRunning, random.chance(0.1) {
            throw AWSError(
                code: random.chance(0.5) ? "AccessDeniedException" : .deadline, operation: "ecs:ListTasks",
                message: "no")
        }
        guard random.chance(isRunning ? 0.6 : 0.1) else { return [] }
        let images = stage.registry.images(in: "app").sorted { $0.digest < $1.digest }
        return (0..<Int.random(in: 1...2, using: &random)).compactMap { _ in
            let region = race.hasReplica && random.chance(0.3) ? Self.there.region : "eu-west-1"
            guard let image = images.randomElement(using: &random),
                let reference = ImageReference("123456789012.dkr.ecr.\(region).amazonaws.com/app@\(image.digest)")
            else { return nil }
            return ImageUse(reference: reference, resolvedDigest: image.digest, isRunning: true, user: "task \(count)")
        }
    }
}
