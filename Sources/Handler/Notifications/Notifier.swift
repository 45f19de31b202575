import AWSClient
import Cleanup
import ImageModel
import Logging

/// Sends people a message after a run.
struct Notifier: Sendable {
    let settings: NotificationSettings
    let sns: SNSClient
    /// The region of the run, and of the bucket with its reports.
    let region: Region
    /// The pages that every message links to.
    var links: [Notification.Link] = []

    /// Sends the message that a run calls for, if any.
    ///
    /// A message that can't be sent never fails a run.
    ///
    /// - Parameter context: the run, whose deadline holds for the message, too.
    /// - Returns: a warning if the message could not be sent.
    func notify(about summary: Summary, in context: CallContext) async -> String? {
        guard settings.occasion.includes(summary) else { return nil }
        let report = summary.reports.flatMap { Notification.Link(pageOf: $0, region: region) }
        let notification = Notification(summary, links: (report.map { [$0] } ?? []) + links)
        do {
            switch settings.format {
            case .text:
                try await sns.publish(
                    notification.text, subject: notification.subject, to: settings.topicARN, in: context)
            case .chat:
                let message = ChatMessage(notification, thread: "ecr-cleanup")
                try await sns.publish(
                    String(decoding: message.json, as: UTF8.self), subject: nil, to: settings.topicARN, in: context)
            }
            return nil
        } catch {
            return "the message about this run could not be sent to \(settings.topicARN): \(error)"
        }
    }
}
