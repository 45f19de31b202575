import ArgumentParser
import Cleanup
import Formats

/// The format of a command's output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// Whether a command's output is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto
    case always
    case never
}

/// The options that say which AWS account and region a command works in, as in the AWS CLI.
struct AccountOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The region, in place of AWS_REGION and the profile's.", valueName: "region"))
    var region: String?

    @Option(
        help: ArgumentHelp(
            "The profile of ~/.aws/config, in place of AWS_PROFILE and of keys in the environment.", valueName: "name"))
    var profile: String?

    func validate() throws {
        guard profile?.isEmpty != true else { throw ValidationError("--profile needs the name of a profile") }
        guard region?.isEmpty != true else { throw ValidationError("--region needs the code of a region") }
    }

    /// The program with the region and profile that the options name.
    func applied(to program: Program) -> Program {
        var program = program
        if let region { program.environment["AWS_REGION"] = region }
        if let profile { program.profile = profile }
        return program
    }

    /// The options as words for a shell, to be repeated in the next command.
    var shellWords: [String] {
        (region.map { ["--region", $0.shellWord] } ?? []) + (profile.map { ["--profile", $0.shellWord] } ?? [])
    }
}

/// The options of all commands that print tables.
struct CommonOptions: ParsableArguments {
    @OptionGroup var account: AccountOptions

    @Option(help: "The form of the output.")
    var output = OutputFormat.text

    @Option(help: "Whether the output is coloured; auto is a terminal's, unless NO_COLOR is set.")
    var color = ColorChoice.auto

    /// The layout of the tables.
    ///
    /// - Parameter showsAll: whether all rows are shown, even on a terminal.
    func style(on terminal: Terminal, showsAll: Bool) -> PlanText.Style {
        var style = PlanText.Style()
        style.width = terminal.width
        style.maximumRows = showsAll || !terminal.isOutput ? nil : 10
        return style
    }

    /// Whether the output is coloured on a terminal.
    private func hasColor(on terminal: Terminal) -> Bool {
        color == .always || (color == .auto && terminal.allowsColor)
    }

    /// Prints a run in the format that the option names.
    ///
    /// - Parameter lines: the lines of the text format.
    func print(_ result: CleanupRunner.Result, as lines: @autoclosure () -> [TextLine], in program: Program) throws {
        switch output {
        case .json: try result.summary.writeIndentedJSON(result.detail, to: program.printOut)
        case .text: try print(lines(), in: program)
        }
    }

    /// Prints lines, coloured if the option allows it.
    func print(_ lines: [TextLine], in program: Program) throws {
        try program.printOut(lines, hasColor: hasColor(on: program.terminal))
    }
}
