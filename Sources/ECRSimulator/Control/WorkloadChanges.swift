import Essentials
import Synchronization

extension SimulatedRegistry {
    /// Replaces the workloads of an account and region.
    ///
    /// By default, they are the file's own. Tags are resolved now, and ages count from the registry's present.
    ///
    /// - Throws: ``RegistryFileError`` if the entry names missing images or definitions.
    public func setWorkloads(_ entry: WorkloadsEntry, at location: Location? = nil) throws {
        let now = self.now
        let location = location ?? file.home
        try state.withLock { state in
            state.workloads[location] = try Workloads(
                entry, at: location, registries: state.registries, start: now, path: "workloads")
        }
    }
}
