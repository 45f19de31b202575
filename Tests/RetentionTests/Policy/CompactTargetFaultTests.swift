import Formats
import Testing

@testable import Retention

@Suite("Faults of entries that stand for many registries or places")
struct CompactTargetFaultTests {
    private func faults(_ targets: String) -> [PolicyFinding] {
        let text = #"{"policies":[{"name":"a","repositories":["*"]}],"targets":[\#(targets)]}"#
        do throws(InvalidPolicy) {
            _ = try PolicyDocument(parsing: text.utf8)
            return []
        } catch {
            return error.faults
        }
    }

    private func expectFault(_ targets: String, at path: String, saying part: String) {
        let found = faults(targets)
        #expect(found.map(\.path) == [path], "\(found)")
        #expect(found.first?.message.contains(part) == true, "\(found)")
    }

    @Test(
        "are lists of accounts, regions and a role's name",
        arguments: [
            (#"{"accounts":[],"regions":["r"],"roleName":"x"}"#, "accounts", "is empty"),
            (#"{"accounts":"111111111111","regions":["r"],"roleName":"x"}"#, "accounts", "must be a list"),
            (#"{"accounts":[111111111111],"regions":["r"],"roleName":"x"}"#, "accounts[0]", "12 digits in quotes"),
            (#"{"accounts":["1111"],"regions":["r"],"roleName":"x"}"#, "accounts[0]", "12 digits"),
            (#"{"accounts":["11111111111a"],"regions":["r"],"roleName":"x"}"#, "accounts[0]", "12 digits"),
            (
                #"{"accounts":["111111111111","111111111111"],"regions":["r"],"roleName":"x"}"#, "accounts[1]",
                "as is targets[0].accounts[0]; leave one of them out"
            ),
            (#"{"regions":[]}"#, "regions", "is empty"), (#"{"regions":"r"}"#, "regions", "must be a list"),
            (#"{"regions":["r","EU"]}"#, "regions[1]", "must be the code of a region"),
            (#"{"regions":["r","s","r"]}"#, "regions[2]", "as is targets[0].regions[0]"),
            (#"{"accounts":["111111111111"],"regions":["r"],"roleName":" "}"#, "roleName", "not empty"),
            (#"{"accounts":["111111111111"],"regions":["r"],"roleName":"a b"}"#, "roleName", "must be a role's name"),
            (#"{"accounts":["111111111111"],"regions":["r"],"roleName":"role/x"}"#, "roleName", "\"/ops/ecr-cleanup\""),
            (#"{"accounts":["111111111111"],"regions":["r"],"roleName":"/ops//x"}"#, "roleName", "a role's name"),
            (#"{"accounts":["111111111111"],"regions":["r"],"roleName":"/ops/"}"#, "roleName", "a role's name"),
            (
                #"{"accounts":["111111111111"],"regions":["r"],"roleName":"arn:aws:iam::111111111111:role/x"}"#,
                "roleName", "a role's name"
            ),
            (
                #"{"accounts":["111111111111"],"regions":["r"],"roleName":"x","externalId":""}"#, "externalId",
                "not empty"
            ),
            (#"{"account":["111111111111"],"regions":["r"]}"#, "account", "Did you mean accounts?"),
        ])
    func values(entry: String, member: String, part: String) {
        expectFault(entry, at: "targets[0].\(member)", saying: part)
        expectFault(
            #"{"region":"r","usageFrom":[\#(entry)]}"#, at: "targets[0].usageFrom[0].\(member)",
            saying: part.replacing("targets[0]", with: "targets[0].usageFrom[0]"))
    }

    @Test(
        "have all that they need, and nothing of the form for one place",
        arguments: [
            (#"{"accounts":["111111111111"],"regions":["r"]}"#, "accounts", "needs roleName"),
            (#"{"accounts":["111111111111"],"roleName":"x"}"#, "accounts", "needs regions"),
            (#"{"roleName":"x"}"#, "roleName", "no meaning without accounts"),
            (#"{"regions":["r"],"roleName":"x"}"#, "roleName", "no meaning without accounts"),
            (#"{"regions":["r"],"externalId":"x"}"#, "externalId", "no meaning without accounts"),
            (#"{"regions":["r"],"region":"s"}"#, "region", "does not go with regions"),
            (
                #"{"accounts":["111111111111"],"roleName":"x","region":"s"}"#, "region",
                #"does not go with accounts: write it as "regions": ["eu-west-1"]"#
            ),
            (
                #"{"regions":["r"],"roleArn":"arn:aws:iam::111111111111:role/x"}"#, "roleArn",
                "does not go with regions: write \"accounts\""
            ),
        ])
    func combinations(entry: String, member: String, part: String) {
        expectFault(entry, at: "targets[0].\(member)", saying: part)
        expectFault(
            #"{"region":"r","usageFrom":[\#(entry)]}"#, at: "targets[0].usageFrom[0].\(member)", saying: part)
    }

    @Test("have no public registries among them", arguments: ["true", "false"])
    func publicRegistry(flag: String) {
        expectFault(
            #"{"regions":["r"],"public":\#(flag)}"#, at: "targets[0].public", saying: "does not go with regions")
    }

    @Test("name no registry that stands before them")
    func repeated() {
        let compact = #"{"accounts":["111111111111"],"regions":["r-1","r-2"],"roleName":"x"}"#
        expectFault(
            #"{"region":"r-2","roleArn":"arn:aws:iam::111111111111:role/x"},\#(compact)"#, at: "targets[1]",
            saying: "stands before it already: r-2 of arn:aws:iam::111111111111:role/x")
        expectFault(#"\#(compact),\#(compact)"#, at: "targets[1]", saying: "stands before it already: r-1 of arn")
    }

    @Test(
        "usageFrom is \"targets\" or a list of places",
        arguments: [
            (#"{"region":"r","usageFrom":"target"}"#, "usageFrom", #"must be "targets", for every target of"#),
            (#"{"region":"r","usageFrom":""}"#, "usageFrom", #"such as [{"region": "eu-west-1"}]"#),
            (#"{"region":"r","usageFrom":{"region":"r"}}"#, "usageFrom", "a list of places"),
            (#"{"region":"r","usageFrom":["targets"]}"#, "usageFrom[0]", #"write it without the list"#),
            (#"{"public":true,"usageFrom":"targets"}"#, "usageFrom", "not public, and there is none"),
        ])
    func usageFrom(entry: String, member: String, part: String) {
        expectFault(entry, at: "targets[0].\(member)", saying: part)
    }

    @Test("nulls are one fault, in either form")
    func nulls() {
        let entry = #"{"regions":["r"],"accounts":null,"roleName":null}"#
        #expect(faults(entry).map(\.path) == ["targets[0].accounts"])
        #expect(faults(#"{"region":"r","accounts":null,"roleName":null}"#).map(\.path) == ["targets[0].accounts"])
    }
}
