import Foundation
import Testing

@testable import ECRSimulator

@Suite("The scanning configuration of a simulated registry")
struct ScanningConfigurationTests {
    @Test("has ECR's form in the file and in the answer")
    func form() throws {
        let json =
            #"{"scanType":"ENHANCED","rules":[{"scanFrequency":"SCAN_ON_PUSH","#
            + #""repositoryFilters":[{"filter":"a*","filterType":"WILDCARD"}]}]}"#
        let entry = try JSONDecoder().decode(ScanningEntry.self, from: Data(json.utf8))
        #expect(entry == ScanningEntry("ENHANCED", rules: [.init("SCAN_ON_PUSH", filters: ["a*"])]))
        let again = try JSONDecoder().decode(ScanningEntry.self, from: try JSONEncoder().encode(entry))
        #expect(again == entry)
    }

    @Test(
        "that ECR would not take is an error",
        arguments: [
            #"{"scanType":"OTHER","rules":[]}"#, #"{"scanType":"BASIC"}"#, #"{"scanType":"BASIC","rules":[],"x":1}"#,
            #"{"scanType":"BASIC","rules":[{"scanFrequency":"CONTINUOUS_SCAN","repositoryFilters":[]}]}"#,
            #"{"scanType":"BASIC","rules":[{"scanFrequency":"NEVER","repositoryFilters":[]}]}"#,
            #"{"scanType":"BASIC","rules":[{"scanFrequency":"MANUAL","repositoryFilters":[{"filter":"a","filterType":"X"}]}]}"#,
        ])
    func invalid(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ScanningEntry.self, from: Data(json.utf8)) }
    }
}
