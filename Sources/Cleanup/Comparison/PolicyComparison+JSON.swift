public import Essentials
import Formats
import ImageModel

extension PolicyComparison {
    /// The comparison as indented JSON.
    public func indentedJSON() -> Data {
        var json = JSONWriter(isIndented: true)
        json.object { json in
            json.member("schemaVersion", Summary.schemaVersion)
            json.member("repositories", of: repositories) { $0.write(to: &$1) }
            json.member("failures", of: failures) { failure, json in
                json.object { json in
                    json.member("target", failure.target)
                    json.member("reason", failure.reason)
                }
            }
            json.member("warnings", of: warnings) { $1.value($0) }
        }
        return Data(json.bytes)
    }
}

extension RepositoryComparison {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("registryId", registryID)
            json.member("region", region)
            json.member("name", name.description)
            json.member("status", status.rawValue)
            json.member("reason", reason)
            json.member("lastEvaluatedAt", lastEvaluatedAt?.iso8601)
            json.member("compared", compared)
            json.member("agreed", agreed)
            json.member("setAside", setAside)
            json.member("notComparable", of: notComparable) { $1.value($0) }
            json.member("differences", of: differences) { $0.write(to: &$1) }
        }
    }
}

extension RepositoryComparison.Difference {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("digest", digest.description)
            json.member("tags", of: tags) { $1.value($0.description) }
            json.key("ours")
            ours.write(to: &json)
            json.key("ecr")
            ecr.write(to: &json)
            if !explanation.isEmpty { json.member("explanation", explanation.joined(separator: ", ")) }
        }
    }
}

extension RepositoryComparison.Side {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("decision", decision)
            if let rule { json.member("rule", rule) }
            json.member("reason", reason)
        }
    }
}
