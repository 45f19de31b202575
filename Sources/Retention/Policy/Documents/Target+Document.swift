import Formats
import ImageModel

extension Target {
    /// The members of a target.
    enum Key: String, DocumentKey {
        case region, roleArn, externalId, usageFrom
        case isPublic = "public"

        static let objectName = "a target"
        static var neighbors: [any DocumentKey.Type] { [Policy.Key.self] }
    }

    /// Reads a target.
    ///
    /// Parts that can't be read are reported and left out.
    init(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        let flag = object.flag(.isPublic, &findings)
        let isPublic = flag ?? false
        let access = Target.Access(
            object.region(.region, &findings), object.roleARN(.roleArn, &findings),
            object.externalID(.externalId, with: .roleArn, &findings))
        if isPublic, object.has(.region) {
            findings.fault(
                object.path(of: .region), "does not go with public: one region answers for all of ECR Public")
        }
        if !isPublic, !object.has(.region), !object.has(.roleArn), flag != nil || !object.has(.isPublic) {
            findings.fault(object.path, "names no registry; it must have region, roleArn, or \"public\": true")
        }
        let elements = object.elements(.usageFrom, &findings)
        if let elements, elements.isEmpty {
            findings.fault(
                object.path(of: .usageFrom), "is empty; it must name at least one region or role, or be left out")
        }
        let usageFrom = elements?.compactMap { value, path -> Target.Access? in
            guard let object = DocumentObject<Target.Access.Key>(value, at: path, &findings) else { return nil }
            return Target.Access(object, &findings)
        }
        self.init(isPublic: isPublic, access: access, usageFrom: usageFrom)
    }
}

extension Target.Access {
    /// The members of a place where images are used.
    enum Key: String, DocumentKey {
        case region, roleArn, externalId

        static let objectName = "usageFrom"
    }

    fileprivate init(_ region: String?, _ roleARN: String?, _ externalID: String?) {
        self.init(region: region, roleARN: roleARN, externalID: externalID)
    }

    fileprivate init(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        self.init(
            object.region(.region, &findings), object.roleARN(.roleArn, &findings),
            object.externalID(.externalId, with: .roleArn, &findings))
        if !object.has(.region), !object.has(.roleArn) {
            findings.fault(object.path, "is empty; it must have region or roleArn")
        }
    }
}

extension DocumentObject {
    /// Reads the code of a region.
    fileprivate func region(_ key: Key, _ findings: inout PolicyFindings) -> String? {
        guard let code = text(key, mayBeEmpty: false, &findings) else { return nil }
        guard Region(code) != nil else {
            findings.fault(
                path(of: key), "is \"\(code.excerpt())\"; it must be the code of a region, such as \"eu-west-1\"")
            return nil
        }
        return code
    }

    /// Reads the ARN of a role.
    fileprivate func roleARN(_ key: Key, _ findings: inout PolicyFindings) -> String? {
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

    /// Reads an external id, which only a role's trust policy asks for.
    fileprivate func externalID(
        _ key: Key, with role: Key, _ findings: inout PolicyFindings
    ) -> String? {
        let id = text(key, mayBeEmpty: false, &findings)
        if has(key), !has(role) {
            findings.fault(path(of: key), "has no meaning without \(known: role.rawValue)")
        }
        return id
    }
}
