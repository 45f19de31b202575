import AWSClient
import ArgumentParser
import Cleanup
import Essentials
import Formats
import ImageModel
import Logging

/// The command `ecr-cleanup usage`, which lists the images in use.
struct UsageCommand: ProgramCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage",
        abstract: "Lists the images in use, by source: those that protect.inUse keeps.",
        discussion: """
            Examples:
              ecr-cleanup usage
              ecr-cleanup usage --policy policy.json --output json
              ecr-cleanup usage --fail-on-missing
              ecr-cleanup usage --image 123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/app:v1.2.0

            Exit status: 0 all sources could be read; 1 some could not, or --fail-on-missing found an image gone; 2 \
            the policy or a setting is wrong.
            """)

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "The policy that names the sources, in place of CLEANUP_POLICY.", valueName: "file"))
    var policy: String?

    @Option(
        help: ArgumentHelp("Only uses of this image, or of this repository without tag and digest.", valueName: "uri"))
    var image: String?

    @Flag(help: "Show all images, also on a terminal.")
    var all = false

    @Flag(help: "Exit with 1 if an image in use is gone, or if that is not known.")
    var failOnMissing = false

    func execute(in program: Program) async throws -> CommandStatus {
        let program = common.account.applied(to: program)
        let logger = try program.logger(atLeast: .warning)
        let wanted = try image.map(Self.reference)
        let runner = try program.makeRunner(policyFile: policy, needsCredentials: true)
        // A question for a code must not be drawn over.
        try await runner.checkCredentials()
        let overview: UsageOverview
        do {
            overview = try await Interruption.cancelling {
                try await program.showing { elapsed, _ in
                    "reading usage, for \(Int(elapsed)) s"
                } during: {
                    try await runner.usage(of: wanted, logger: logger)
                }
            }
        } catch let error as AWSError {
            program.printError("ecr-cleanup: the policy can't be read: \(error)")
            return .failure
        } catch is CancellationError {
            program.printError("ecr-cleanup: the run was cancelled before usage was read")
            return .failure
        }
        let isPrinted = program.attempt("print the images in use") { try print(overview, in: program) }
        for source in overview.sources {
            guard let failure = source.failure else { continue }
            program.printError("ecr-cleanup: \(source.target): \(failure)".excerpt(2000))
        }
        let isUncertain = failOnMissing && !isMissingNone(of: overview, program)
        return isPrinted && overview.isComplete && !isUncertain ? .success : .failure
    }

    /// Whether every image in use is there; else the reason is printed.
    private func isMissingNone(of overview: UsageOverview, _ program: Program) -> Bool {
        for (target, reason) in overview.uncheckedTargets.sorted(by: { $0.key < $1.key }) {
            program.printError("ecr-cleanup: \(target): it is not known which images are gone: \(reason)".excerpt(2000))
        }
        if !overview.missing.isEmpty {
            program.printError(
                "ecr-cleanup: \(overview.missing.count) of the images in use are gone: see the list above")
        }
        return overview.uncheckedTargets.isEmpty && overview.missing.isEmpty
    }

    private func print(_ overview: UsageOverview, in program: Program) throws {
        switch common.output {
        case .json: try program.printOut(overview.indentedJSON() + [UInt8(ascii: "\n")])
        case .text:
            let text = UsageText(overview, style: common.style(on: program.terminal, showsAll: all))
            let isUnused = image != nil && overview.sources.allSatisfy(\.isEmpty)
            let sources = overview.isComplete ? "No source" : "None of the sources that could be read"
            let hint =
                "\(sources) names this image. It may be in use by another tag, by digest, or as a part of an index:"
            let lines = isUnused ? ["", TextLine(hint), "  ecr-cleanup plan --explain REPOSITORY:TAG"] : []
            try common.print(text.lines + lines, in: program)
        }
    }

    private static func reference(_ text: String) throws -> ImageReference {
        guard let reference = ImageReference(text) else {
            throw ConfigurationError(
                "--image: \(text.excerpt(300)) is not the URI of an ECR image. Write it as "
                    + "ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY, with :TAG or @DIGEST for one image")
        }
        // Without tag and digest, a container runtime takes `latest`; a person means the repository.
        let isWhole = reference.digest == nil && !(text.split(separator: "/").last ?? "").contains(":")
        return isWhole
            ? ImageReference(registry: reference.registry, repository: reference.repository, tag: nil, digest: nil)
            : reference
    }
}
