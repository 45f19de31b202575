import CMalloc

/// The process's settings for memory from the system.
enum Memory {
    /// Returns free memory to the system early, since Lambda charges for memory.
    ///
    /// Lists of megabytes get pages of their own, which return to the system when the list is reallocated. By default,
    /// glibc stops that after the first of them and keeps the pages. Each further thread would also get an arena with
    /// gaps of its own.
    static func giveBackEarly() {
        malloc_set_mmap_threshold(64 * 1024)
        malloc_set_arena_maximum(2)
    }
}
