import AWSClient
import ECRSimulator
import HTTPTransport
import ImageModel
import ImageUsage
import TestSupport
import Testing

/// A source that reads the simulator's documents, whose repository `app` holds `one` and `two`.
struct SourceStage {
    let registry: SimulatedRegistry
    let statistics = CallStatistics()
    private let make: @Sendable (any Transport) throws -> any UsageSource

    /// Sets the stage with the documents of services, by collection.
    init(
        _ documents: [Service: [String: [Document]]], faults: [Fault] = [],
        source make: @escaping @Sendable (any Transport) throws -> any UsageSource
    ) throws {
        registry = try .running(WorkloadsEntry(documents: documents), images: ["one", "two"], faults: faults)
        self.make = make
    }

    /// All uses.
    func uses() async throws -> [ImageUse] { try await answer().uses }

    /// All uses, and what is in use in any repository.
    func answer() async throws -> UsageAnswer {
        try await make(SimulatorTransport(to: registry)).explainedAnswer(in: CallContext(statistics: statistics))
    }

    /// The number of calls of each operation.
    var calls: [String: Int] { statistics.snapshot.calls }

    /// Expects that a reading fails if an operation does, and tells which.
    ///
    /// - Parameter call: the first call of the operation that fails; from there on, all do.
    static func expectFailures(
        of operation: ECRSimulator.Operation, from call: Int = 1, _ documents: [Service: [String: [Document]]],
        source make: @escaping @Sendable (any Transport) throws -> any UsageSource
    ) async throws {
        for kind in [Fault.Kind.accessDenied, .throttling, .truncatedBody, .connectionCut(afterEffect: true)] {
            let stage = try SourceStage(
                documents, faults: [Fault(kind, of: operation, firstCall: call)], source: make)
            let error = try await failure { try await stage.uses() }
            #expect(error.operation == "\(operation)", "\(kind)")
            #expect(error.message.contains("needs this statement") == (kind == .accessDenied))
        }
    }
}
