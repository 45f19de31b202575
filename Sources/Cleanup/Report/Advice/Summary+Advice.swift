import Formats
import ImageModel

extension Summary {
    /// Adds advice, in order and each piece once.
    ///
    /// - Parameter omitted: the number of further pieces that are only counted.
    public mutating func add(_ more: [Advice], omitted: Int = 0) {
        omittedAdvice += omitted
        guard !more.isEmpty else { return }
        advice = Set(advice + more).sorted()
    }

    /// The advice by kind, the most pressing kind first.
    var adviceByCode: [(code: Advice.Code, advice: [Advice])] {
        let byCode = Dictionary(grouping: advice, by: \.code)
        return Advice.Code.allCases.compactMap { code in byCode[code].map { (code, $0.sorted()) } }
    }

    /// The text of a piece of advice, with its repository's name, its cost and its risk.
    ///
    /// The registry is named if there is advice about several.
    var textOfAdvice: (Advice) -> String {
        let hasSeveralRegistries = Set(advice.map { [$0.registryID, $0.region] }).count > 1
        return { advice in
            let place = hasSeveralRegistries ? "\(advice.registryID) in \(advice.region)" : nil
            let names = [advice.repository?.description, place].compactMap(\.self).joined(separator: ", ")
            let cost = advice.cost.map { " (\($0))" } ?? ""
            return (names.isEmpty ? "" : "\(names): ") + advice.sentence + cost + (advice.risk.map { "; \($0)" } ?? "")
        }
    }
}

extension Advice {
    /// The bytes and their monthly price in words.
    fileprivate var cost: String? {
        guard let bytes, let dollars = estimatedMonthlyCost else { return nil }
        let price = dollars < 0.01 ? "under \(Amounts.dollars(0.01))" : "up to \(Amounts.dollars(dollars))"
        return "\(Amounts.bytes(bytes)), \(price) a month"
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code.rawValue)
            json.member("registryId", registryID)
            json.member("region", region)
            json.member("repository", repository?.description)
            json.member("sentence", sentence.excerpt)
            if let bytes { json.member("bytes", bytes) }
            if let estimatedMonthlyCost {
                json.key("estimatedMonthlyCostUSD")
                json.value(estimatedMonthlyCost, decimals: 2)
            }
            json.member("risk", risk)
            json.member("toDo", toDo.excerpt)
            json.member("command", command)
        }
    }
}

extension Advice.Code {
    /// The kind as a heading.
    var title: String {
        switch self {
        case .nearImageQuota: "Near the quota of images"
        case .nearTagQuota: "Near the quota of tags"
        case .noPolicy: "No policy"
        case .lifecyclePolicyNotEvaluated: "Lifecycle policies not evaluated"
        case .lifecyclePolicyNeverMatches: "Lifecycle policies without effect"
        case .unusedRepository: "Unused repositories"
        case .untaggedWithoutRule: "Untagged images without a rule"
        case .buildCache: "Build caches"
        case .scansUnusedImages: "Scans of unused images"
        case .notComputed: "Not looked at"
        }
    }
}
