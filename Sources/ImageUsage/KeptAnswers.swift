import AWSClient
import Essentials
import Logging
import Synchronization

/// A cache of answers that can't change, kept between readings.
///
/// The cache lives as long as its source: in a warm environment, from one invocation to the next. With a store it is
/// shared with other processes, too. Lists, tags and family names are not cached, since they change.
final class KeptAnswers<Answer: Codable & Sendable>: Sendable {
    /// The store, and the cache's name there.
    struct Shared: Sendable {
        let store: any AnswerStore
        let name: String
        /// Whether an answer may stand under a key.
        var isAnswer: @Sendable (_ answer: Answer, _ key: String) -> Bool = { _, _ in true }
    }

    private struct State {
        var answers: [String: Answer] = [:]
        /// The reading of the store, which happens once unless it fails.
        var loading: Task<Void, Never>?
        /// Whether there are answers that the store does not have.
        var isChanged = false
    }

    /// The maximum number of answers; a full cache is emptied.
    private let limit: Int
    private let shared: Shared?
    private let state = Mutex(State())

    init(limit: Int = 10_000, shared: Shared? = nil) {
        (self.limit, self.shared) = (limit, shared)
    }

    /// The answer under a key, if it was kept.
    subscript(key: String) -> Answer? { state.withLock { $0.answers[key] } }

    /// The keys of all kept answers.
    var keys: [String] { state.withLock { Array($0.answers.keys) } }

    /// Keeps an answer, unless the key has one already.
    func keep(_ answer: Answer, for key: String) {
        state.withLock { state in
            guard state.answers[key] == nil else { return }
            if state.answers.count >= limit { state.answers.removeAll(keepingCapacity: true) }
            state.answers[key] = answer
            state.isChanged = true
        }
    }

    // MARK: The store

    /// The schema of the text in the store.
    ///
    /// A text of another one is ignored.
    private static var schemaVersion: Int { 1 }

    private struct Document: Codable {
        let schemaVersion: Int
        let answers: [String: Answer]
    }

    /// Reads the answers that other processes kept, until it has succeeded once.
    ///
    /// Without them everything is read again, so no error is thrown.
    func load(in context: CallContext) async {
        guard let shared else { return }
        let task = state.withLock { state in
            let task = state.loading ?? Task { await read(from: shared, in: context) }
            state.loading = task
            return task
        }
        await task.value
    }

    private func read(from shared: Shared, in context: CallContext) async {
        do {
            guard let text = try await shared.store.read(shared.name, in: context) else { return }
            let document = try JSONDecoder().decode(Document.self, from: text)
            guard document.schemaVersion == Self.schemaVersion, document.answers.count <= limit else { return }
            state.withLock { state in
                state.answers.merge(document.answers.filter { shared.isAnswer($0.value, $0.key) }) { own, _ in own }
            }
        } catch {
            state.withLock { $0.loading = nil }
            context.logger.warning("the answers in \(shared.name) can't be used, and are read anew: \(error)")
        }
    }

    /// Writes the answers for other processes, if there are new ones.
    ///
    /// Others only read them again if that fails, so no error is thrown.
    func save(in context: CallContext) async {
        guard let shared else { return }
        let answers = state.withLock { state in
            defer { state.isChanged = false }
            return state.isChanged ? state.answers : nil
        }
        guard let answers else { return }
        do {
            let document = Document(schemaVersion: Self.schemaVersion, answers: answers)
            try await shared.store.write(try JSONEncoder().encode(document), as: shared.name, in: context)
        } catch {
            state.withLock { $0.isChanged = true }
            context.logger.warning("the answers in \(shared.name) can't be kept for others: \(error)")
        }
    }
}
