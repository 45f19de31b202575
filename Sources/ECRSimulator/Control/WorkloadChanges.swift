import Essentials
import Synchronization

extension SimulatedRegistry {
    /// Replaces what runs in an account and a region; by default, in the file's own.
    ///
    /// Tags mean what they point to now, and ages count from the registry's now.
    ///
    /// - Throws: ``RegistryFileError`` where images or definitions are missing that the entry names.
    public func setWorkloads(_ entry: WorkloadsEntry, at location: Location? = nil) throws {
        let now = self.now
        let location = location ?? file.home
        try state.withLock { state in
            state.workloads[location] = try Workloads(
                entry, at: location, registries: state.registries, start: now, path: "workloads")
        }
    }
}
