import Testing

@testable import Handler

@Suite("The command line without a command")
struct BeginningTests {
    @Test("names the commands to one that is mistyped")
    func unknownCommand() async {
        let run = await CommandRun.of(["pln"])
        #expect(run.status == .refused && run.text.isEmpty)
        #expect(
            run.errors
                == "ecr-cleanup: there is no command pln. The commands are plan, apply, invoke, policy, usage, help. "
                + "See ecr-cleanup --help\n")
    }

    @Test(
        "says which option a mistyped one may mean",
        arguments: [("--polcy", "--policy"), ("--repositry", "--repository")])
    func mistypedOption(given: String, meant: String) async {
        let run = await CommandRun.of(["plan", given, "x"])
        #expect(run.status == .refused)
        #expect(run.errors.contains("Unknown option '\(given)'. Did you mean '\(meant)'?"), "\(run.errors)")
    }

    @Test("shows all commands where there is no terminal")
    func help() async {
        let run = await CommandRun.of([])
        #expect(run.status == .refused && run.errors.contains("SUBCOMMANDS"))
    }

    @Test("names commands that exist in what a person sees first")
    func beginning() {
        let named = ECRCleanupCommand.beginning.split(separator: "\n").filter { $0.hasPrefix("  ecr-cleanup ") }
            .map { $0.split(separator: " ")[1] }
        #expect(named == ["plan", "usage", "policy"])
    }
}
