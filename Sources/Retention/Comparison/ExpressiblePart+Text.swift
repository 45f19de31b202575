import Essentials
import Formats

extension ExpressiblePart {
    /// The part as a lifecycle policy of ECR.
    ///
    /// - Parameter mark: a text that no other caller's policy has, as the first rule's description.
    package func lifecyclePolicyText(marked mark: String) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("rules", of: rules.enumerated()) { element, json in
                let description = element.offset == 0 ? mark : nil
                json.object { element.element.write(to: &$0, description: description) }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// Whether a text is the part's lifecycle policy with the mark.
    ///
    /// ECR gives policies back in its own form: the rules in another order, defaults written out.
    package func isLifecyclePolicy(_ text: String, marked mark: String) -> Bool {
        guard let found = try? PolicyDocument(parsing: text.utf8).policy.sections.first?.rules else { return false }
        var marked = rules
        if !marked.isEmpty { marked[0].description = mark }
        return found.sorted { $0.priority < $1.priority } == marked
    }
}
