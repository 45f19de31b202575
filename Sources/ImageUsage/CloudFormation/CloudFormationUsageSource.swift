public import AWSClient
import Formats
public import ImageModel

/// The images that stand in the templates and parameters of CloudFormation's stacks.
///
/// Among them are the assets of CDK, whose tags are hashes. A stack counts until it is deleted, whatever its state: one
/// whose deletion failed still has resources.
///
/// - SeeAlso: [CloudFormation API reference](https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html)
public struct CloudFormationUsageSource: UsageSource {
    /// The permissions to read what uses images.
    ///
    /// `DescribeStacks` without a stack's name is a call about all of them: it needs `ListStacks` too, and no narrower
    /// resource.
    public static let permissions = [
        UsagePermission("cloudformation:ListStacks"),
        UsagePermission("cloudformation:DescribeStacks"),
        UsagePermission("cloudformation:GetTemplate", on: "stack/*"),
        UsagePermission("cloudformation:ListStackResources", on: "stack/*"),
    ]

    /// The most concurrent calls, and so the most templates in memory.
    ///
    /// A template has up to 1 MB. The pacer allows fewer calls when CloudFormation throttles.
    static let width = 4

    /// The name `cloudformation`.
    public var name: UsageSourceName { .cloudformation }

    private let client: AWSClient

    /// Creates a source.
    ///
    /// - Parameter client: the client of CloudFormation, in the account and region to read.
    public init(client: AWSClient) {
        self.client = client
    }

    /// Reads the images that stacks name with their repositories.
    public func uses(in context: CallContext) async throws -> [ImageUse] { try await answer(in: context).uses }

    /// Reads the images that stacks name, with or without their repositories.
    ///
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    public func answer(in context: CallContext) async throws -> UsageAnswer {
        let client = client.scoped(to: context)
        let stacks = try await Self.stacks(client)
        let outputs = StackOutputs(of: stacks)
        let named = try await stacks.concurrentMap(width: Self.width) { stack in
            (stack, try await Self.names(in: stack, outputs: outputs, client))
        }
        guard !stacks.isEmpty else { return UsageAnswer(uses: []) }
        // An update that began meanwhile hides the template that still runs.
        let later = Dictionary(try await Self.stacks(client).map { ($0.id, $0) }) { $1 }
        let unsettled = Set(
            stacks.filter { $0.mayRollBack || !(later[$0.id].map($0.isUnchanged) ?? false) }.map(\.id))
        return named.reduce(into: UsageAnswer(uses: [])) { answer, named in
            let (stack, names) = named
            // A nested stack rolls back with its tree.
            let mayRollBack = [stack.id, stack.rootID].compactMap(\.self).contains(where: unsettled.contains)
            answer.add(names, of: stack, mayRollBack: mayRollBack)
        }
    }

    /// Lists the stacks in every state that there is, also future ones, except deleted stacks.
    private static func stacks(_ client: AWSClient) async throws -> [Stack] {
        try await PageSequence(operation: "cloudformation:\(DescribeStacks.operation)") { token in
            let answer = try await client.call(DescribeStacks(nextToken: token))
            return (answer.stacks, answer.nextToken)
        }.all(identifiedBy: \.id).filter { $0.status != "DELETE_COMPLETE" }
    }

    private static func names(
        in stack: Stack, outputs: StackOutputs, _ client: AWSClient
    ) async throws -> ImageNames {
        var reader = TemplateReader(values: StackValues(of: stack, exports: outputs.exports))
        for parameter in stack.parameters { reader.readParameter(parameter.value) }
        guard let text = try await template(of: stack, client) else { return reader.names }
        reader.readHashes(in: text)
        let template: Template
        do throws(YAMLSyntaxError) {
            template = try Template(text)
        } catch {
            throw fault(of: stack, "can't be read: \(error)")
        }
        if reader.open(template) { reader.add(try await resources(of: stack, client), outputs: outputs) }
        reader.read(template)
        guard !reader.makesTooMuch else {
            throw fault(
                of: stack,
                "makes over \(TemplateReader.mostMegabytes) MB of text by its functions. Leave out those that repeat a text"
            )
        }
        if let image = reader.names.unknownImage {
            throw fault(
                of: stack,
                "names the image \(image.excerpt()), of which neither the repository nor the tag is known, so any "
                    + "image may be in use. Write one of them into the template")
        }
        return reader.names
    }

    private static func fault(of stack: Stack, _ problem: String) -> AWSError {
        AWSError(
            code: .malformedResponse, operation: "cloudformation:\(GetTemplate.operation)",
            message: "the template of the stack \(stack.id) \(problem)")
    }

    /// The resources of a stack, which have the names that CloudFormation made up; none if the stack was deleted.
    private static func resources(of stack: Stack, _ client: AWSClient) async throws -> [StackResource] {
        do {
            return try await PageSequence(operation: "cloudformation:\(ListStackResources.operation)") { token in
                let answer = try await client.call(ListStackResources(stack: stack.id, nextToken: token))
                return (answer.resources, answer.nextToken)
            }.all(identifiedBy: \.id)
        } catch let error as AWSError where error.isOfMissingStack {
            return []
        }
    }

    /// The template of a stack; `nil` if the stack was deleted, or has none yet.
    private static func template(of stack: Stack, _ client: AWSClient) async throws -> String? {
        do {
            let body = try await client.call(GetTemplate(stack: stack.id)).body
            // Such a stack has only a change set, which somebody has to execute.
            if body == nil, stack.status != "REVIEW_IN_PROGRESS" { throw fault(of: stack, "is missing in the answer") }
            return body
        } catch let error as AWSError where error.isOfMissingStack {
            return nil
        }
    }
}

extension ImageReference {
    /// Any image of the reference's repository.
    fileprivate var withUnknownTag: ImageReference {
        ImageReference(registry: registry, repository: repository, tag: "*", digest: nil)
    }
}

extension AWSError {
    fileprivate var isOfMissingStack: Bool { code == "ValidationError" && message.contains("does not exist") }
}

extension UsageAnswer {
    /// Adds what a stack names.
    ///
    /// - Parameter mayRollBack: whether an earlier template may name other images of the same repositories.
    fileprivate mutating func add(_ names: ImageNames, of stack: Stack, mayRollBack: Bool) {
        let user = "CloudFormation stack \(stack.id)"
        for reference in names.references.sorted(by: { "\($0)" < "\($1)" })
        where reference.repository.description != StackValues.uncreated {
            uses.append(ImageUse(reference: reference, isRunning: false, user: user))
        }
        // A tag that is not known may be that of any image in the repository.
        let unknown = names.unknownTags.union(mayRollBack ? names.references.map(\.withUnknownTag) : [])
        for reference in unknown.sorted(by: { "\($0)" < "\($1)" })
        where reference.repository.description != StackValues.uncreated {
            uses.append(ImageUse(reference: reference, isRunning: false, start: .unknown, user: user))
        }
        for digest in names.digests { digests[digest] = min(digests[digest] ?? user, user) }
        for tag in names.tags { tags[tag] = min(tags[tag] ?? user, user) }
    }
}
