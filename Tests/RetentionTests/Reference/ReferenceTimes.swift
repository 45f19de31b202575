import Foundation
import ImageModel

@testable import Retention

extension ReferenceEvaluator {
    /// When an image came: its last return from the archive, or its push.
    func pushTime(of image: Image) -> Date? { image.lastActivatedAt ?? image.pushedAt }

    /// When an image was last pulled, with everything that it holds; `nil` where that is not known of one of these.
    func pullTime(of image: Image) -> Date? {
        let times = pullTimes(of: image)
        return times.contains(nil) ? nil : times.compactMap(\.self).max()
    }

    /// When an image was last pulled at the earliest: the latest of the times that are known.
    func earliestLastPull(of image: Image) -> Date? { pullTimes(of: image).compactMap(\.self).max() }

    private func pullTimes(of image: Image) -> [Date?] {
        let contents = whole(image)
        return (contents + contents.flatMap(families.possibleManifests(of:))).map(ownPullTime)
    }

    /// An image and everything that it holds.
    private func whole(_ image: Image) -> [Image] {
        [image] + families.reached(from: [image], by: families.held(by:))
    }

    /// The last pull of an image or of anything that it holds that was recorded; `nil` where none was.
    func lastRecordedPull(of image: Image) -> Date? {
        whole(image).compactMap(\.lastPulledAt).max()
    }

    /// The last recorded pull of an image, of anything that it holds, or of what it may hold.
    func lastPossiblePull(of image: Image) -> Date? {
        let contents = whole(image)
        return (contents + contents.flatMap(families.possibleManifests(of:))).compactMap(\.lastPulledAt).max()
    }

    /// The same, without the pulls of indexes themselves, which may be readings of their manifests.
    func lastWorkloadPull(of image: Image) -> Date? {
        whole(image).filter { !$0.mayBeIndex }.compactMap(\.lastPulledAt).max()
    }

    /// The same, with what an image may hold.
    func lastPossibleWorkloadPull(of image: Image) -> Date? {
        let contents = whole(image)
        return (contents + contents.flatMap(families.possibleManifests(of:)))
            .filter { !$0.mayBeIndex }.compactMap(\.lastPulledAt).max()
    }

    private func ownPullTime(of image: Image) -> Date? {
        [image.lastPulledAt, image.lastActivatedAt].compactMap(\.self).max() ?? pushTime(of: image)
    }

    /// Whether an image without a tag was pushed within the last hour, and nothing tells what it belongs to.
    func isPushUnderWay(_ image: Image) -> Bool {
        guard image.tags.isEmpty, let pushed = image.pushedAt else { return false }
        return pushed >= now - 3600 && !families.isChild(image) && !families.isReferrer(image)
    }

    /// Whether an age is known and over so many days.
    func isOver(_ days: Int, since time: Date?) -> Bool {
        guard let time else { return false }
        return now.timeIntervalSince(time) > Double(days) * 86_400
    }

    /// Whether an age is known and over so many days or hours.
    func isOver(_ limit: AgeLimit, since time: Date?) -> Bool {
        guard let time else { return false }
        let seconds = limit.unit == .hours ? 60.0 * 60 : 24 * 60 * 60
        return now.timeIntervalSince(time) > Double(limit.number) * seconds
    }

    /// Whether an age is known and at most so many days.
    func isWithin(_ days: Int, since time: Date?) -> Bool {
        time != nil && !isOver(days, since: time)
    }

    /// Whether both push times are known, and one image is the newer: of equal times the one with the smaller digest.
    func isNewer(_ one: Image, than other: Image) -> Bool {
        guard let time = pushTime(of: one), let otherTime = pushTime(of: other) else { return false }
        return time == otherTime ? "\(one.digest)" < "\(other.digest)" : time > otherTime
    }
}
