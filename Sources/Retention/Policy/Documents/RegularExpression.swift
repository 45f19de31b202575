/// Regular expressions, which people carry over from other tools' policies.
enum RegularExpression {
    /// A pattern that matches all that a simple regular expression matches; `nil` where there is an alternation.
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

    /// Drops how often the last atom stands, if that is said.
    private static func dropQuantifier(_ rest: inout Substring) -> Bool {
        guard let first = rest.first, "*+?{".contains(first) else { return false }
        rest.removeFirst()
        if first == "{", let end = rest.firstIndex(of: "}") { rest = rest[rest.index(after: end)...] }
        if rest.first == "?" { rest.removeFirst() }
        return true
    }
}
