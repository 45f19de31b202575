/// Regular expressions, which people copy from other tools' policies.
enum RegularExpression {
    /// A pattern that matches everything that a simple regular expression matches.
    ///
    /// The result is `nil` for an expression with groups or alternations, or for a malformed one.
    static func glob(for expression: String) -> String? {
        var rest = Substring(expression)
        if rest.first == "^" { rest.removeFirst() }
        if rest.last == "$" { rest.removeLast() }
        guard !rest.contains(where: "()|".contains) else { return nil }
        var glob = ""
        while let character = rest.popFirst() {
            var atom = String(character)
            if character == "\\" {
                guard let escaped = rest.popFirst() else { return nil }
                atom = "dDwWsS".contains(escaped) ? "*" : String(escaped)
            } else if character == "[" {
                guard let end = rest.firstIndex(of: "]") else { return nil }
                rest = rest[rest.index(after: end)...]
                atom = "*"
            } else if character == ".", rest.first.map("*+?{".contains) == true {
                atom = "*"
            }
            if dropQuantifier(&rest) { atom = "*" }
            if !(atom == "*" && glob.last == "*") { glob += atom }
        }
        return glob
    }

    /// Drops a quantifier if it comes next, and returns whether it did.
    private static func dropQuantifier(_ rest: inout Substring) -> Bool {
        guard let first = rest.first, "*+?{".contains(first) else { return false }
        rest.removeFirst()
        if first == "{", let end = rest.firstIndex(of: "}") { rest = rest[rest.index(after: end)...] }
        if rest.first == "?" { rest.removeFirst() }
        return true
    }
}
