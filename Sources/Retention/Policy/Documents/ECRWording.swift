/// ECR's messages about a lifecycle policy that it refuses.
///
/// They follow "Lifecycle policy validation failure: ". The first ones are those of ECR's JSON schema validator.
enum ECRWording {
    static func missing(_ key: String) -> String { #"object has missing required properties (["\#(key)"])"# }

    static func unknown(_ key: String) -> String {
        #"object instance has properties which are not allowed by the schema: ["\#(key)"]"#
    }

    static func type(_ found: String, allowed: String) -> String {
        #"instance type (\#(found)) does not match any allowed primitive type (allowed: ["\#(allowed)"])"#
    }

    /// The message about a member that is null.
    static func null(of key: String) -> String {
        key == "targetStorageClass" ? noSchema : "instance type (null) does not match any allowed primitive type"
    }

    static func notInEnum(_ found: String, values: [String]) -> String {
        let values = values.map { "\"\($0)\"" }.joined(separator: ",")
        return "instance value (\(found)) not found in enum (possible values: [\(values)])"
    }

    static func tooSmall(_ found: Int, minimum: Int) -> String {
        "numeric instance is lower than the required minimum (minimum: \(minimum), found: \(found))"
    }

    /// The message about an action's members that don't go together.
    static let noSchema = "instance failed to match exactly one schema (matched 0 out of 2)"
    static let noTagList = "Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED"
    static let anyIsNotLast = "Rule for tagStatus=ANY must have the lowest priority per storage class"
    static let secondUntagged = "Only one rule can select Untagged images per storage class"
}
