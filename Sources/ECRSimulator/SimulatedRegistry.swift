public import AWSClient
public import Essentials
import HTTPTypes
import Synchronization

/// A registry to run against without an account: ECR and ECR Public, and what runs their images, in memory.
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
        let home: Location
        /// By their addresses, each with its location.
        var registries: [RegistryAddress: Registry]
        var workloads: [Location: Workloads]
        /// The credentials that were given out for roles, by their access keys' ids.
        var sessions: [String: RoleSession] = [:]
        var calls: [Operation: Int] = [:]
        var requests: UInt64 = 0
        /// Limits begin with full buckets, new ones too.
        var faults: FaultPlan { didSet { limits = RateLimitBuckets() } }
        var limits = RateLimitBuckets()
        var clockOffset: TimeInterval

        /// A registry, to read; one that the file does not have is empty.
        func registry(_ address: RegistryAddress) -> Registry {
            let address = address.resolved(in: home)
            return registries[address] ?? Registry(address.kind, address.location ?? home)
        }

        /// Changes a registry in place, since a copy would cost as much as it has images.
        mutating func withRegistry<Result>(
            _ address: RegistryAddress, _ body: (inout Registry) throws -> Result
        ) rethrows -> Result {
            let address = address.resolved(in: home)
            return try body(&registries[address, default: Registry(address.kind, address.location ?? home)])
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
        let registries = try file.allRegistries(start: start)
        return State(
            home: file.home, registries: registries, workloads: try file.allWorkloads(in: registries, start: start),
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
