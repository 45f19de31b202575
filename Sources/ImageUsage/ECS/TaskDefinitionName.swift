/// The ARN of a task definition, with its family and revision.
struct TaskDefinitionName: Sendable, Hashable {
    let arn: String
    let family: String
    let revision: Int

    /// Reads `arn:…:task-definition/FAMILY:REVISION`; `nil` for any other text.
    init?(_ arn: String) {
        let parts = arn.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].hasSuffix(":task-definition") else { return nil }
        let name = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        guard name.count == 2, !name[0].isEmpty, let revision = Int(name[1]) else { return nil }
        self.arn = arn
        family = String(name[0])
        self.revision = revision
    }
}
