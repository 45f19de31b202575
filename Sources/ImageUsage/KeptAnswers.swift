import Synchronization

/// A cache of answers that can't change, kept between readings.
///
/// The cache lives as long as its source: in a warm environment, from one invocation to the next. Lists, tags and
/// family names are not cached, since they change.
final class KeptAnswers<Answer: Sendable>: Sendable {
    /// The maximum number of answers; a full cache is emptied.
    private let limit: Int
    private let answers = Mutex<[String: Answer]>([:])

    init(limit: Int = 10_000) {
        self.limit = limit
    }

    /// The answer under a key, if it was kept.
    subscript(key: String) -> Answer? { answers.withLock { $0[key] } }

    /// The keys of all kept answers.
    var keys: [String] { answers.withLock { Array($0.keys) } }

    /// Keeps an answer.
    func keep(_ answer: Answer, for key: String) {
        answers.withLock { answers in
            if answers.count >= limit { answers.removeAll(keepingCapacity: true) }
            answers[key] = answer
        }
    }
}
