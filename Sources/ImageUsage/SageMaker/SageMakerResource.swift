import AWSClient
import Essentials

/// A resource of SageMaker, as its description tells it.
protocol SageMakerResource: Decodable, Sendable {
    /// The operation that lists the resources.
    associatedtype List: SageMakerListing
    /// The operation that describes one.
    associatedtype Describe: SageMakerDescribing

    /// The images and models that the resource uses.
    ///
    /// It throws an `AWSError` if the description does not tell them.
    var usage: SageMakerUsage { get throws }
}

/// An operation that lists resources, and the names of its members.
protocol SageMakerListing: Sendable {
    static var operation: String { get }
    /// The member of an answer that holds the page.
    static var page: String { get }
    /// The member of an entry by which a resource is described.
    static var id: String { get }
    /// The member with a job's status; `nil` for resources that use their images for as long as they exist.
    ///
    /// Jobs are listed in every status: SageMaker selects by status only within a page, and then sends empty pages.
    static var status: String? { get }
    /// Further parameters.
    static var parameters: [String: String] { get }
}

extension SageMakerListing {
    static var status: String? { nil }
    static var parameters: [String: String] { [:] }
}

/// An operation that describes a resource.
protocol SageMakerDescribing: Sendable {
    static var operation: String { get }
    /// The parameter that takes the id.
    static var id: String { get }
    /// Further parameters.
    static var parameters: [String: String] { get }
}

extension SageMakerDescribing {
    static var parameters: [String: String] { [:] }
}

/// The request for a page of a listing.
struct SageMakerListRequest<List: SageMakerListing>: AWSJSONRequest, Encodable {
    static var operation: String { List.operation }

    let nextToken: String?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: MemberName.self)
        for (name, value) in List.parameters { try container.encode(value, forKey: MemberName(name)) }
        try container.encode(100, forKey: MemberName("MaxResults"))
        try container.encodeIfPresent(nextToken, forKey: MemberName("NextToken"))
    }

    struct Response: Decodable {
        let entries: [SageMakerEntry]
        let nextToken: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: MemberName.self)
            var page = try container.nestedUnkeyedContainer(forKey: MemberName(List.page))
            var entries: [SageMakerEntry] = []
            while !page.isAtEnd {
                let entry = try page.nestedContainer(keyedBy: MemberName.self)
                entries.append(
                    SageMakerEntry(
                        id: try entry.decode(String.self, forKey: MemberName(List.id)),
                        status: try List.status.map { try entry.decode(String.self, forKey: MemberName($0)) }))
            }
            self.entries = entries
            nextToken = try container.decodeIfPresent(String.self, forKey: MemberName("NextToken"))
        }
    }
}

/// A resource, as a listing tells it.
struct SageMakerEntry: Sendable {
    let id: String
    /// The status of a job; `nil` for other resources.
    let status: String?

    /// Whether the resource uses images; a job that has ended does not.
    ///
    /// A status that is new counts as one of a job that runs.
    var usesImages: Bool { status.map { !["Completed", "Failed", "Stopped", "Deleting"].contains($0) } ?? true }
}

/// The request for the description of a resource.
struct SageMakerDescribeRequest<Resource: SageMakerResource>: AWSJSONRequest, Encodable {
    typealias Response = Resource

    static var operation: String { Resource.Describe.operation }

    let id: String

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: MemberName.self)
        for (name, value) in Resource.Describe.parameters { try container.encode(value, forKey: MemberName(name)) }
        try container.encode(id, forKey: MemberName(Resource.Describe.id))
    }
}

/// The name of a member that a declaration tells.
private struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}
