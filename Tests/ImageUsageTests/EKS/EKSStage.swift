import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import Synchronization
import Testing

/// An account with EKS clusters, whose APIs answer what a test gave them.
///
/// A list is one body for each page. Everything else is empty.
final class EKSStage: Transport {
    /// An answer of a cluster: a status, fields and a body.
    struct Answer: Sendable {
        var status = 200
        var fields: HTTPFields = [:]
        var body = ""

        /// The status that stands for a body over the limit.
        static let tooLarge = 0

        static func failure(_ status: Int, _ message: String = "", fields: HTTPFields = [:]) -> Answer {
            Answer(
                status: status, fields: fields,
                body: #"{"kind":"Status","status":"Failure","message":"\#(message)","code":\#(status)}"#)
        }
    }

    /// Makes an answer to the n-th request, from 1, for a path and query.
    typealias Reply = @Sendable (_ path: String, _ number: Int) -> Answer?

    let clusters: [String: String]
    let groups: String
    private let lists: [String: [String]]
    private let reply: Reply
    private let requests = Mutex<[TransportRequest]>([])

    /// Creates an account.
    ///
    /// - Parameters:
    ///   - clusters: the members of each cluster's description, beside its name.
    ///   - lists: the items of each page of a list, by path.
    ///   - groups: the API groups, as JSON.
    ///   - reply: an answer that goes before all others.
    init(
        clusters: [String: String] = ["prod": EKSStage.description()], lists: [String: [String]] = [:],
        groups: String = "", reply: @escaping Reply = { _, _ in nil }
    ) {
        (self.clusters, self.lists, self.groups, self.reply) = (clusters, lists, groups, reply)
    }

    /// The members of an active cluster's description.
    static func description(_ host: String = "prod.eks.example") -> String {
        #""status":"ACTIVE","endpoint":"https://\#(host)","certificateAuthority":{"data":"cGVt"}"#
    }

    /// The requests to the clusters' APIs.
    var sent: [TransportRequest] { requests.withLock { $0 } }

    /// The paths and queries of the requests to the clusters' APIs.
    var paths: [String] { sent.compactMap(\.head.path) }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        // An endpoint may have a path of its own.
        let path = (request.head.path ?? "").replacing("/k8s/prod", with: "")
        if request.head.authority == "eks.eu-west-1.amazonaws.com" { return try aws(path) }
        if request.head.authority == "sts.eu-west-1.amazonaws.com" { return sts() }
        let number = requests.withLock { requests in
            requests.append(request)
            return requests.count { $0.head.path == path }
        }
        let answer = reply(path, number) ?? Answer(body: kubernetes(path))
        guard answer.status != Answer.tooLarge else {
            throw TransportError(.responseTooLarge, host: "prod", message: "the response is too large")
        }
        return response(answer)
    }

    private func aws(_ path: String) throws -> TransportResponse {
        if path.hasPrefix("/clusters?") {
            let names = clusters.keys.sorted().map { "\"\($0)\"" }.joined(separator: ",")
            return response(Answer(body: #"{"clusters":[\#(names)]}"#))
        }
        let name = String(path.split(separator: "/").last ?? "")
        let members = try #require(clusters[name])
        return response(Answer(body: #"{"cluster":{"name":"\#(name)",\#(members)}}"#))
    }

    private func sts() -> TransportResponse {
        response(
            Answer(
                body: """
                    <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
                    <Arn>arn:aws:sts::123456789012:assumed-role/cleaner/run</Arn><UserId>A</UserId>\
                    <Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
                    """))
    }

    private func kubernetes(_ path: String) -> String {
        if path == "/apis" { return #"{"kind":"APIGroupList","groups":[\#(groups)]}"# }
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let pages = lists[parts[0]] ?? [""]
        let token = parts.count > 1 ? parts[1].split(separator: "=").last.map(String.init) : nil
        let page = path.contains("continue=") ? token.flatMap { Int($0) } ?? 0 : 0
        let next = page + 1 < pages.count ? #""continue":"\#(page + 1)""# : #""continue":"""#
        return #"{"kind":"List","metadata":{"resourceVersion":"7",\#(next)},"items":[\#(pages[page])]}"#
    }

    private func response(_ answer: Answer) -> TransportResponse {
        TransportResponse(
            head: HTTPResponse(status: .init(code: answer.status), headerFields: answer.fields),
            body: Data(answer.body.utf8))
    }
}

extension EKSStage {
    /// The source of the account, without waits.
    ///
    /// - Parameter waits: collects the waits that were asked for.
    func source(
        waits: (@Sendable (Duration) -> Void)? = nil, isSelected: @escaping @Sendable (String) -> Bool = { _ in true }
    ) throws -> EKSUsageSource {
        try .forTests(self, waits: waits, isSelected: isSelected)
    }

    func answer() async throws -> UsageAnswer { try await source().answer(in: CallContext()) }
}

extension EKSUsageSource {
    /// A source behind a transport, without waits.
    static func forTests(
        _ transport: any Transport, waits: (@Sendable (Duration) -> Void)? = nil,
        isSelected: @escaping @Sendable (String) -> Bool = { _ in true }
    ) throws -> EKSUsageSource {
        let region = try #require(Region("eu-west-1"))
        let system = SystemContext(
            now: { present },
            sleep: {
                waits?($0)
                try Task.checkCancellation()
            }, random: { 0.5 })
        return EKSUsageSource(
            eks: EKSClient(client: try .forTests(.eks, transport)),
            sts: STSClient(client: try .forTests(.sts, transport)),
            access: KubernetesAccess(
                transport: transport, credentials: KeyedCredentials(),
                sts: try EndpointResolver(environment: [:]).publicEndpoint(for: .sts, in: region), region: region,
                system: system),
            isSelected: isSelected)
    }
}

/// The credentials that tokens are made of.
struct KeyedCredentials: CredentialProvider {
    func credentials() -> Credentials? { Self.keys }

    static let keys =
        Credentials(
            accessKeyID: "AKIDKUBERNETES", secretAccessKey: "secretsecretsecretsecret",
            sessionToken: "tokentokentokentoken")
}

/// A registry's host.
let ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

/// An object of the Kubernetes API, whose containers name images.
func object(
    _ name: String = "app", in namespace: String = "team", at path: [String] = ["spec", "template", "spec"],
    images: [String], status: String = "{}", createdAt: String = "2026-01-30T12:00:00Z"
) -> String {
    let containers = images.enumerated().map { #"{"name":"c\#($0)","image":"\#($1)","ports":[{"n":1}]}"# }
    var spec = #"{"nodeName":"n","containers":[\#(containers.joined(separator: ","))]}"#
    for member in path.dropFirst().reversed() { spec = #"{"x":null,"\#(member)":\#(spec)}"# }
    return #"""
        {"metadata":{"name":"\#(name)","namespace":"\#(namespace)","labels":{"a":"b"},"creationTimestamp":"\#(createdAt)"},\#
        "\#(path[0])":\#(spec),"status":\#(status)}
        """#
}

/// A pod, and the statuses of its containers: image id and state of each.
func pod(
    _ name: String = "app-1", images: [String], ids: [String?] = [], phase: String = "Running",
    state: String = #"{"running":{"startedAt":"2026-01-30T13:00:00Z"}}"#, createdAt: String = "2026-01-30T12:00:00Z"
) -> String {
    let statuses = ids.enumerated().map { number, id in
        #"{"name":"c\#(number)","image":"\#(images[number])","imageID":"\#(id ?? "")","state":\#(state)}"#
    }
    return object(
        name, at: ["spec"], images: images,
        status: #"""
            {"phase":"\#(phase)","startTime":"2026-01-30T12:30:00Z",\#
            "containerStatuses":[\#(statuses.joined(separator: ","))]}
            """#, createdAt: createdAt)
}
