import Formats

extension Rule {
    /// Writes the members of a rule, without the keys that this program adds to ECR's grammar.
    func write(to json: inout JSONWriter, description: String?) {
        json.member("rulePriority", priority)
        json.member("description", description)
        json.key("selection")
        json.object { json in
            tagStatus.write(to: &json)
            if storageClass != .standard { json.member("storageClass", storageClass.rawValue) }
            count.write(to: &json)
        }
        json.key("action")
        json.object { json in
            json.member("type", action.rawValue)
            if action == .transition { json.member("targetStorageClass", "archive") }
        }
    }
}

extension Rule.TagStatus {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .any: json.member("tagStatus", "any")
        case .untagged: json.member("tagStatus", "untagged")
        case .tagged(let list):
            json.member("tagStatus", "tagged")
            var (prefixes, patterns): ([String], [String]) = ([], [])
            for entry in list.entries {
                switch entry {
                case .prefix(let prefix): prefixes.append(prefix)
                case .pattern(let pattern): patterns.append(pattern.text)
                }
            }
            // A list holds entries of one kind.
            if !prefixes.isEmpty { json.member("tagPrefixList", of: prefixes) { $1.value($0) } }
            if !patterns.isEmpty { json.member("tagPatternList", of: patterns) { $1.value($0) } }
        }
    }
}

extension Rule.Count {
    fileprivate func write(to json: inout JSONWriter) {
        func write(_ type: String, _ number: Int, unit: String?) {
            json.member("countType", type)
            json.member("countUnit", unit)
            json.member("countNumber", number)
        }
        switch self {
        case .imageCountMoreThan(let count): write("imageCountMoreThan", count, unit: nil)
        case .sinceImagePushed(let limit): write("sinceImagePushed", limit.number, unit: limit.unit.rawValue)
        case .sinceImagePulled(let days): write("sinceImagePulled", days, unit: AgeLimit.Unit.days.rawValue)
        case .sinceImageTransitioned(let limit):
            write("sinceImageTransitioned", limit.number, unit: limit.unit.rawValue)
        }
    }
}
