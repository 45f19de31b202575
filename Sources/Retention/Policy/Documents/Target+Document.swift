import Formats

extension Target {
    /// The members of a target.
    enum Key: String, PlaceKey {
        case region, roleArn, externalId, accounts, regions, roleName, usageFrom
        case isPublic = "public"

        static let objectName = "a target"
        static var neighbors: [any DocumentKey.Type] { [Policy.Key.self] }
    }
}

extension Target.Access {
    /// The members of an entry of `usageFrom`.
    enum Key: String, PlaceKey {
        case region, roleArn, externalId, accounts, regions, roleName

        static let objectName = "usageFrom"
    }
}

/// An entry of `targets`: one registry, or those of many accounts and regions.
struct TargetEntry {
    /// The places whose workloads use the images of an entry's registries.
    enum Usage {
        /// Each registry's own place.
        case ownPlace
        case places([Target.Access])
        /// The places of all targets of the policy.
        case allTargets
    }

    let path: DocumentPath
    let isPublic: Bool
    /// The accounts and regions of the registries.
    let accesses: [Target.Access]
    let usage: Usage

    /// Reads an entry.
    ///
    /// Parts that can't be read are reported and left out.
    init(_ object: DocumentObject<Target.Key>, _ findings: inout PolicyFindings) {
        path = object.path
        let flag = object.flag(.isPublic, &findings)
        isPublic = flag ?? false
        if isPublic, object.has(.region) {
            findings.fault(
                object.path(of: .region), "does not go with public: one region answers for all of ECR Public")
        }
        if !isPublic, !object.namesPlace, flag != nil || !object.has(.isPublic) {
            findings.fault(
                object.path, "names no registry; it must have region, roleArn, regions, or \"public\": true")
        }
        if let key = object.compactKey, object.has(.isPublic) {
            findings.fault(
                object.path(of: .isPublic),
                "does not go with \(known: key.rawValue): leave it out, or write {\"public\": true} as an entry of its own"
            )
        }
        accesses = object.accesses(&findings)
        usage = Usage(object, &findings)
    }
}

extension TargetEntry.Usage {
    /// The text that stands for all targets of a policy.
    private static let allTargetsText = "targets"

    fileprivate init(_ object: DocumentObject<Target.Key>, _ findings: inout PolicyFindings) {
        switch object.value(.usageFrom, isRequired: false, &findings) {
        case nil: self = .ownPlace
        case .string(Self.allTargetsText)?: self = .allTargets
        case .array?: self = .places(Self.listedPlaces(in: object, &findings))
        case let value?:
            object.refuse(
                value, of: .usageFrom,
                expected: "\"\(Self.allTargetsText)\", for every target of the policy, or a list of places, "
                    + "such as [{\"region\": \"eu-west-1\"}]", &findings)
            self = .ownPlace
        }
    }

    private static func listedPlaces(
        in object: DocumentObject<Target.Key>, _ findings: inout PolicyFindings
    ) -> [Target.Access] {
        let elements = object.elements(.usageFrom, &findings) ?? []
        if elements.isEmpty {
            findings.fault(
                object.path(of: .usageFrom), "is empty; it must name at least one region or role, or be left out")
        }
        return elements.flatMap { value, path -> [Target.Access] in
            if value == .string(allTargetsText) {
                findings.fault(
                    path, "is \"targets\"; write it without the list: \"usageFrom\": \"\(known: allTargetsText)\"")
                return []
            }
            guard let object = DocumentObject<Target.Access.Key>(value, at: path, &findings) else { return [] }
            if !object.namesPlace {
                findings.fault(object.path, "is empty; it must have region, roleArn or regions")
            }
            return object.accesses(&findings)
        }
    }
}
