import Essentials

/// The parser of `Lambda-Runtime-Deadline-Ms`.
enum InvocationDeadline {
    /// The longest invocation that Lambda allows: 15 minutes.
    ///
    /// - SeeAlso: [Lambda quotas](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)
    static let longestInvocation: TimeInterval = 900

    /// Parses a deadline in epoch milliseconds.
    ///
    /// An impossible deadline is clamped to the nearest possible one, such as a deadline in the past, or beyond
    /// Lambda's longest invocation.
    static func parse(_ field: String?, now: Date) throws(LambdaFunctionError) -> Date {
        guard let field else { throw malformed("is missing") }
        let isNegative = field.utf8.first == UInt8(ascii: "-")
        let digits = isNegative ? field.utf8.dropFirst() : field.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else {
            throw malformed("is not a number of milliseconds: \"\(field.prefix(64))\"")
        }
        // Only digits remain, so conversion fails only for a number that is too large.
        let milliseconds = isNegative ? 0 : Int64(field) ?? .max
        let deadline = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return min(max(deadline, now), now.addingTimeInterval(longestInvocation))
    }

    private static func malformed(_ fault: String) -> LambdaFunctionError {
        LambdaFunctionError(type: .malformedInvocation, message: "the header field Lambda-Runtime-Deadline-Ms \(fault)")
    }
}
