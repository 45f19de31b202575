import CMalloc

/// How the process takes memory from the system.
enum Memory {
    /// Makes memory go back to the system as soon as it is free: a function has little, and pays for it.
    ///
    /// Lists that grow to megabytes get pages of their own, which go back when the list has moved on; left to itself,
    /// glibc stops that after the first of them, and keeps what they leave. And each thread more would get an arena of its
    /// own, with gaps of its own.
    static func giveBackEarly() {
        malloc_set_mmap_threshold(64 * 1024)
        malloc_set_arena_maximum(2)
    }
}
