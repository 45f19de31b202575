/// Numbers in a form for people.
enum Amounts {
    /// A whole number with its digits in groups of three: `12,345`.
    static func count(_ number: Int) -> String { grouped(Int64(number)) }

    /// A number of images: `1 image`, `12,345 images`.
    static func images(_ number: Int) -> String { number == 1 ? "1 image" : "\(count(number)) images" }

    /// A number of repositories: `1 repository`, `1,200 repositories`.
    static func repositories(_ number: Int) -> String { number == 1 ? "1 repository" : "\(count(number)) repositories" }

    /// A number of bytes with about three digits.
    ///
    /// The units are those of ECR's prices: 1 GB is 2³⁰ bytes.
    static func bytes(_ bytes: Int64) -> String {
        let units = ["KB", "MB", "GB", "TB", "PB"]
        guard bytes >= 1024 else { return "\(bytes) B" }
        var (value, unit) = (Double(bytes) / 1024, 0)
        // A rounded value is never shown as 1024.
        while value >= 1023.5, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
        return "\(decimal(value, places: value < 99.95 ? 1 : 0)) \(units[unit])"
    }

    /// A number of bytes as far as it is known: `1.5 GB`, or a range, `1.2–1.5 GB`.
    static func bytes(_ amount: ExactBytes.Amount) -> String {
        let (least, most) = (bytes(amount.atLeast), bytes(amount.atMost))
        guard least != most else { return most }
        let parts = least.split(separator: " ")
        return most.hasSuffix(" \(parts[1])") ? "\(parts[0])–\(most)" : "\(least)–\(most)"
    }

    /// The monthly price of so many bytes, as far as it is known: `$1.50`, or a range, `$1.20–$1.50`.
    static func monthlyCost(of amount: ExactBytes.Amount) -> String {
        let (least, most) = (
            dollars(Summary.monthlyCost(ofBytes: amount.atLeast)), dollars(Summary.monthlyCost(ofBytes: amount.atMost))
        )
        return least == most ? most : "\(least)–\(most)"
    }

    /// An amount of money in US dollars: `$1,234.50`.
    static func dollars(_ amount: Double) -> String { "$" + decimal(amount, places: 2) }

    /// A number with so many decimals.
    private static func decimal(_ value: Double, places: Int) -> String {
        let factor = places == 0 ? 1.0 : places == 1 ? 10 : 100
        let scaled = (value * factor).rounded()
        guard scaled < 1e15 else { return "\(value)" }
        let (whole, rest) = Int64(scaled).quotientAndRemainder(dividingBy: Int64(factor))
        guard places > 0 else { return grouped(whole) }
        let digits = "\(rest)"
        return grouped(whole) + "." + String(repeating: "0", count: places - digits.count) + digits
    }

    private static func grouped(_ number: Int64) -> String {
        let digits = Array("\(number)")
        return digits.indices.reduce(into: "") { text, index in
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digits[index])
        }
    }
}
