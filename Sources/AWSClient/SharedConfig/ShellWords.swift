/// Splits a command line into words as a POSIX shell does.
///
/// No shell runs: no variable, glob or substitution is expanded. Single quotes keep everything, double quotes
/// everything but `\"` and `\\`. Outside quotes, a backslash keeps the character that follows. These are the rules of
/// Python's `shlex.split`, which the AWS CLI applies to `credential_process` and to the names of sections.
struct ShellWords {
    /// A fault of a command line, as the end of a sentence.
    enum SyntaxError: String, Error {
        case unclosedQuote = "has a quote that isn't closed"
        case nothingAfterBackslash = "ends in a backslash"
    }

    private enum State {
        case betweenWords
        case inWord
        case quoted(Unicode.Scalar)
        case escaped(in: Unicode.Scalar?)
    }

    private var state = State.betweenWords
    private var word = String.UnicodeScalarView()
    private var words: [String] = []

    /// Returns the words of a command line.
    static func split(_ text: some StringProtocol) throws(SyntaxError) -> [String] {
        var splitter = ShellWords()
        for character in text.unicodeScalars {
            splitter.take(character)
        }
        return try splitter.finish()
    }

    private mutating func take(_ character: Unicode.Scalar) {
        switch state {
        case .betweenWords, .inWord:
            switch character {
            case " ", "\t", "\r", "\n":
                endWord()
            case "'", "\"":
                state = .quoted(character)
            case "\\":
                state = .escaped(in: nil)
            default:
                word.append(character)
                state = .inWord
            }
        case .quoted(let quote):
            if character == quote {
                state = .inWord
            } else if character == "\\", quote == "\"" {
                state = .escaped(in: quote)
            } else {
                word.append(character)
            }
        case .escaped(in: let quote?):
            if character != quote, character != "\\" { word.append("\\") }
            word.append(character)
            state = .quoted(quote)
        case .escaped(in: nil):
            word.append(character)
            state = .inWord
        }
    }

    private mutating func endWord() {
        if case .inWord = state {
            words.append(String(word))
            word.removeAll()
        }
        state = .betweenWords
    }

    private mutating func finish() throws(SyntaxError) -> [String] {
        switch state {
        case .quoted: throw .unclosedQuote
        case .escaped: throw .nothingAfterBackslash
        case .betweenWords, .inWord: endWord()
        }
        return words
    }
}
