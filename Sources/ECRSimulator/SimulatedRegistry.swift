public import AWSClient
import HTTPTypes
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A registry to run against without an account: ECR and ECR Public, in memory.
///
/// It takes requests and gives answers as values and does no networking; ``SimulatorTransport`` brings it requests
/// within a process, the package in `Simulator/` over HTTP. It may be used from many threads at once: each call takes
/// effect as a whole.
///
/// - SeeAlso: `docs/SIMULATOR.md`
public final class SimulatedRegistry: Sendable {
    /// Who may call.
    public enum Authentication: Sendable {
        /// Everyone; signatures are not looked at.
        case none
        /// Requests signed with one of these.
        case signatures([Credentials])
    }

    struct State: Sendable {
        var ecr: Registry
        var ecrPublic: Registry
        var calls: [Operation: Int] = [:]
        var requests: UInt64 = 0
        var faults: FaultPlan
        var clockOffset: TimeInterval

        /// The registry of a service, to read.
        func registry(_ service: Service) -> Registry { service == .ecr ? ecr : ecrPublic }

        /// Changes the registry of a service in place, since a copy would cost as much as it has images.
        mutating func withRegistry<Result>(
            _ service: Service, _ body: (inout Registry) throws -> Result
        ) rethrows -> Result {
            switch service {
            case .ecr: try body(&ecr)
            case .ecrPublic: try body(&ecrPublic)
            }
        }
    }

    let file: RegistryFile
    let hooks = Mutex<[Hook]>([])
    let state: Mutex<State>
    let authentication: Authentication
    private let clock: @Sendable () -> Date

    /// Creates a registry.
    ///
    /// - Parameters:
    ///   - file: What it begins with.
    ///   - authentication: Who may call. By default everyone.
    ///   - clock: The machine's time. Ages in `file` count from its value now.
    /// - Throws: ``RegistryFileError`` where the file's names don't fit together.
    public init(
        _ file: RegistryFile, authentication: Authentication = .none, clock: @escaping @Sendable () -> Date
    ) throws {
        self.file = file
        self.authentication = authentication
        self.clock = clock
        state = Mutex(try Self.initialState(of: file, start: clock()))
    }

    private static func initialState(of file: RegistryFile, start: Date) throws -> State {
        State(
            ecr: try file.registry(.ecr, start: start), ecrPublic: try file.registry(.ecrPublic, start: start),
            faults: file.faults, clockOffset: file.clockOffsetSeconds)
    }

    /// The registry's time: the machine's, and the offset of the registry's clock.
    public var now: Date { clock().addingTimeInterval(state.withLock { $0.clockOffset }) }

    /// Begins anew: the file's images and faults, no calls counted, ages from now on.
    ///
    /// Hooks stay.
    ///
    /// - Throws: ``RegistryFileError``.
    public func reset() throws {
        let initial = try Self.initialState(of: file, start: clock())
        state.withLock { $0 = initial }
    }
}
