import Synchronization

/// Answers that can't change, kept from one reading to the next.
///
/// It lives as long as its source, in a warm environment from one invocation to the next. No list is kept here, and
/// nothing that a tag or a family's name stands for.
final class KeptAnswers<Answer: Sendable>: Sendable {
    /// How many answers are kept at most; when there are more, all are read anew.
    private let limit: Int
    private let answers = Mutex<[String: Answer]>([:])

    init(limit: Int = 10_000) {
        self.limit = limit
    }

    /// The answer that is kept under a key.
    subscript(key: String) -> Answer? { answers.withLock { $0[key] } }

    /// Keeps an answer.
    func keep(_ answer: Answer, for key: String) {
        answers.withLock { answers in
            if answers.count >= limit { answers.removeAll(keepingCapacity: true) }
            answers[key] = answer
        }
    }
}
