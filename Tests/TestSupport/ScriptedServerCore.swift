import Foundation

/// The shared state of a ``ScriptedServer``'s threads.
///
/// It lives until the last thread has ended.
final class ScriptedServerCore: Sendable {
    let journal = ServerJournal()
    private let script: ScriptedServer.Script
    private let stopping = Gate()

    init(script: @escaping ScriptedServer.Script) {
        self.script = script
    }

    func stop() {
        stopping.open()
    }

    /// Accepts connections until the server stops.
    func acceptConnections(on listener: ListeningSocket) {
        while let socket = listener.accept(unless: stopping) {
            let number = journal.record { entries in
                entries.connectionCount += 1
                return entries.connectionCount
            }
            Thread.detachNewThread {
                self.serve(socket, number: number)
                socket.close()
                _ = self.journal.record { $0.endedConnections.insert(number) }
            }
        }
        listener.close()
        journal.close()
    }

    private func serve(_ socket: ConnectedSocket, number: Int) {
        var reader = RequestReader()
        while let bytes = socket.receive(unless: stopping) {
            reader.append(bytes)
            while let request = record(&reader, connection: number) {
                for step in script(request).steps {
                    guard take(step, on: socket) else { return }
                }
            }
        }
    }

    /// Numbers and records the next request atomically, so that the journal stays in order.
    private func record(_ reader: inout RequestReader, connection: Int) -> RecordedRequest? {
        journal.record { entries in
            let request = reader.next(connection: connection, number: entries.requests.count + 1)
            if let request { entries.requests.append(request) }
            return request
        }
    }

    /// Performs one step.
    ///
    /// Returns whether the connection continues.
    private func take(_ step: ScriptedReply.Step, on socket: ConnectedSocket) -> Bool {
        switch step {
        case .send(let bytes): return socket.send(bytes, unless: stopping)
        case .wait(let gate): return socket.wait(for: gate, unless: stopping)
        case .hang:
            _ = socket.wait(for: nil, unless: stopping)
            return false
        case .waitForBytes: return socket.waitForBytes(unless: stopping)
        case .close: return false
        case .reset:
            socket.resetWhenClosed()
            return false
        }
    }
}
