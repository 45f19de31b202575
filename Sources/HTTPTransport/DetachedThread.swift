#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Runs a closure on a new thread that nobody waits for. (`Thread` is not in FoundationEssentials.)
///
/// SIGPIPE is blocked on the thread: TLS libraries write to sockets without asking not to be sent it, and a server that
/// goes away must not end the process.
///
/// - Returns: 0, or an `errno` value when there is no thread to be had; the closure then does not run.
func startDetachedThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
    // The new thread takes over the reference; when there is none, it is released here.
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
