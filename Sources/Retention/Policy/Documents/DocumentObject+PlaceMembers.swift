import Essentials
import Formats
import ImageModel

/// The members of an object that stands for one place or many.
extension DocumentObject where Key: PlaceKey {
    private static var regionExpected: String { "the code of a region, such as \"eu-west-1\"" }

    /// Reads the code of a region.
    func region(_ key: Key, _ findings: inout PolicyFindings) -> String? {
        guard let code = text(key, mayBeEmpty: false, &findings) else { return nil }
        guard Region(code) != nil else {
            findings.fault(path(of: key), "is \"\(code.excerpt())\"; it must be \(known: Self.regionExpected)")
            return nil
        }
        return code
    }

    /// Reads the ARN of a role.
    func roleARN(_ key: Key, _ findings: inout PolicyFindings) -> String? {
        guard let text = text(key, mayBeEmpty: false, &findings) else { return nil }
        guard let arn = ARN(text), arn.service == "iam", arn.account.count == 12, arn.resource.hasPrefix("role/"),
            arn.resource.count > 5
        else {
            findings.fault(
                path(of: key),
                "is \"\(text.excerpt())\"; it must be a role's ARN, such as \"arn:aws:iam::123456789012:role/ecr-cleanup\""
            )
            return nil
        }
        return text
    }

    /// Reads the name of a role.
    func roleName(_ key: Key, _ findings: inout PolicyFindings) -> RoleName? {
        guard let text = text(key, mayBeEmpty: false, &findings) else { return nil }
        guard let name = RoleName(text) else {
            findings.fault(
                path(of: key),
                "is \"\(text.excerpt())\"; it must be a role's name, such as \"ecr-cleanup\", with its path if it has "
                    + "one, such as \"/ops/ecr-cleanup\"")
            return nil
        }
        return name
    }

    /// Reads the codes of regions.
    func regions(_ key: Key, _ findings: inout PolicyFindings) -> [Region] {
        distinct(key, expected: Self.regionExpected, &findings) { Region($0) }
    }

    /// Reads the ids of accounts.
    func accounts(_ key: Key, _ findings: inout PolicyFindings) -> [String] {
        distinct(key, expected: "an account's 12 digits in quotes, such as \"123456789012\"", &findings) {
            $0.isAccountID ? $0 : nil
        }
    }

    /// Reads a list of different texts; each that is repeated or has no value is reported and left out.
    private func distinct<Value: Hashable>(
        _ key: Key, expected: String, _ findings: inout PolicyFindings, _ parse: (String) -> Value?
    ) -> [Value] {
        guard let elements = elements(key, &findings) else { return [] }
        if elements.isEmpty {
            findings.fault(path(of: key), "is empty; it must have at least one entry")
        }
        var owners: [Value: DocumentPath] = [:]
        return elements.compactMap { element, path in
            guard case .string(let text) = element, let value = parse(text) else {
                findings.fault(path, "is \(element.shown); it must be \(known: expected)")
                return nil
            }
            if let owner = owners[value] {
                findings.fault(path, "is \(element.shown), as is \(owner); leave one of them out")
                return nil
            }
            owners[value] = path
            return value
        }
    }
}
