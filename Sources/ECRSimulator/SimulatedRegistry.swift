public import AWSClient
public import Essentials
import HTTPTypes
import Synchronization

/// An in-memory registry and its workloads, which need no account.
///
/// The registry takes requests and returns answers as values, without networking. ``SimulatorTransport`` connects it
/// within a process, and the `ecr-simulator` server over HTTP. Any thread may call it: each call takes effect
/// atomically.
///
/// - SeeAlso: `docs/SIMULATOR.md`
public final class SimulatedRegistry: Sendable {
    /// The allowed callers.
    public enum Authentication: Sendable {
        /// Everyone; signatures are not checked.
        case none
        /// Callers that sign with these credentials.
        case signatures([Credentials])
    }

    struct State: Sendable {
        let home: Location
        /// The registries by address, each with its location.
        var registries: [RegistryAddress: Registry]
        var workloads: [Location: Workloads]
        /// The credentials from `AssumeRole`, by access key id.
        var sessions: [String: RoleSession] = [:]
        var calls: [Operation: Int] = [:]
        var requests: UInt64 = 0
        /// New limits begin with full buckets.
        var faults: FaultPlan { didSet { limits = RateLimitBuckets() } }
        var limits = RateLimitBuckets()
        var clockOffset: TimeInterval

        /// The registry at an address; empty if the file has none.
        func registry(_ address: RegistryAddress) -> Registry {
            let address = address.resolved(in: home)
            return registries[address] ?? Registry(address.kind, address.location ?? home)
        }

        /// Changes a registry in place.
        ///
        /// A copy would take time for each image.
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
    ///   - file: the initial contents.
    ///   - authentication: the allowed callers; by default everyone.
    ///   - clock: the machine's time. Ages in `file` count from its present value.
    /// - Throws: ``RegistryFileError`` if the file's names don't fit together.
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

    /// The registry's time: the machine's time plus the clock offset.
    public var now: Date { clock().addingTimeInterval(state.withLock { $0.clockOffset }) }

    /// Restores the file's images and faults.
    ///
    /// The count of calls starts again, and ages count from now. Hooks stay.
    ///
    /// - Throws: ``RegistryFileError``.
    public func reset() throws {
        let initial = try Self.initialState(of: file, start: clock())
        state.withLock { $0 = initial }
    }
}
