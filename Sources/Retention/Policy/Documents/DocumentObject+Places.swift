import Formats
import ImageModel

/// The names of the members that say which accounts and regions an object means.
protocol PlaceKey: DocumentKey {
    static var region: Self { get }
    static var roleArn: Self { get }
    static var externalId: Self { get }
    static var accounts: Self { get }
    static var regions: Self { get }
    static var roleName: Self { get }
}

extension DocumentObject where Key: PlaceKey {
    /// The keys of an object that stands for many places.
    private static var compactKeys: [Key] { [.accounts, .regions, .roleName] }

    /// The first key by which the object stands for many places.
    var compactKey: Key? { Self.compactKeys.first(where: has) }

    /// Whether the object has a key that names an account or a region.
    ///
    /// A key that is null counts in the compact form: it is reported as null, and need not be reported as missing.
    var namesPlace: Bool { has(.region) || has(.roleArn) || isCompact }

    private var isCompact: Bool { Self.compactKeys.contains(where: mentions) }

    /// Reads the accounts and regions that the object stands for.
    ///
    /// Parts that can't be read are reported and left out.
    func accesses(_ findings: inout PolicyFindings) -> [Target.Access] {
        let region = region(.region, &findings)
        let roleARN = roleARN(.roleArn, &findings)
        let externalID = text(.externalId, mayBeEmpty: false, &findings)
        guard isCompact else {
            if has(.externalId), !has(.roleArn) {
                findings.fault(path(of: .externalId), "has no meaning without roleArn")
            }
            return [Target.Access(region: region, roleARN: roleARN, externalID: externalID)]
        }
        let accounts = accounts(.accounts, &findings)
        let regions = regions(.regions, &findings)
        let roleName = roleName(.roleName, &findings)
        refuseBothForms(&findings)
        guard mentions(.accounts) else { return regions.map { Target.Access(region: $0.code) } }
        guard let roleName else { return [] }
        return accounts.flatMap { account in
            regions.map { region in
                Target.Access(
                    region: region.code, roleARN: roleName.arn(in: account, region: region), externalID: externalID)
            }
        }
    }

    /// Refuses the keys of one place beside those of many, and incomplete sets of the latter.
    private func refuseBothForms(_ findings: inout PolicyFindings) {
        if let key = compactKey, has(.region) || has(.roleArn) {
            if has(.region) {
                findings.fault(
                    path(of: .region),
                    "does not go with \(known: key.rawValue): write it as \"regions\": [\"eu-west-1\"]")
            }
            if has(.roleArn) {
                findings.fault(
                    path(of: .roleArn),
                    "does not go with \(known: key.rawValue): write \"accounts\": [\"123456789012\"] and "
                        + "\"roleName\": \"ecr-cleanup\", or an entry of its own")
            }
            return
        }
        if has(.accounts), !mentions(.roleName) {
            findings.fault(
                path(of: .accounts),
                "needs roleName, the role to assume in each account, such as \"roleName\": \"ecr-cleanup\"")
        }
        if has(.accounts), !mentions(.regions) {
            findings.fault(path(of: .accounts), "needs regions, such as \"regions\": [\"eu-west-1\"]")
        }
        for key in [Key.roleName, .externalId] where has(key) && !mentions(.accounts) {
            findings.fault(
                path(of: key), "has no meaning without accounts, such as \"accounts\": [\"123456789012\"]")
        }
    }
}
