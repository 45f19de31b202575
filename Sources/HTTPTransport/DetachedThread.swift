#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Runs a closure on a new detached thread, since FoundationEssentials lacks `Thread`.
///
/// The thread blocks SIGPIPE: TLS libraries don't suppress it when writing to sockets, and a server that disconnects
/// must not end the process.
///
/// - Returns: 0, or an `errno` value if the thread could not start; the closure does not run then.
func startDetachedThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
    // The new thread takes over the reference; without a thread, it is released here.
    let box = Unmanaged.passRetained(ThreadBody(body))
    #if canImport(Darwin)
    var thread: pthread_t?
    let result = pthread_create(&thread, nil, { runThread($0) }, box.toOpaque())
    #else
    var thread = pthread_t()
    let result = pthread_create(&thread, nil, { runThread($0) }, box.toOpaque())
    #endif
    guard result == 0 else {
        box.release()
        return result
    }
    #if canImport(Darwin)
    if let thread { pthread_detach(thread) }
    #else
    pthread_detach(thread)
    #endif
    return 0
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    if let argument {
        Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
    }
    return nil
}
