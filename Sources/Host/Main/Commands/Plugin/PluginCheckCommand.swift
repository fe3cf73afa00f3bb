import ArgumentParser
import Foundation
import HubCore
import HubPluginCheck
import HubPlugins

/// `agenthub plugin check`: finds a plugin author's bug first. Status 0: nothing was found; 1: something; 2: nothing could be
/// checked.
struct PluginCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Hold a plugin to its contract, each check in a process of its own.",
        discussion: "Checks:\n" + CheckCatalog.list.map { "  \($0.id): \($0.promise)" }.joined(separator: "\n"))

    private static let couldNotRun = ExitCode(2)

    @Argument(help: "The plugin's shared library.")
    var file: String

    @Option(help: "What random choices come from; the same seed makes the same choices. A new one unless said.")
    var seed: UInt64?

    @Option(help: "Odd inputs that each tool type gets.")
    var rounds = 200

    @Option(help: "A check's id, to do that one only; may be repeated.")
    var only: [String] = []

    @Option(help: "A configuration that works, as JSON, or as TYPE=JSON; made from config_schema unless said.")
    var config: [String] = []

    @Option(help: "An input that works, as JSON, or as TYPE=JSON; made from input_schema unless said.")
    var input: [String] = []

    @Option(
        help:
            "A body that its HTTP requests are answered with, as JSON, @FILE, or TYPE= and one of these; may be repeated, for a call's requests in turn."
    )
    var response: [String] = []

    @Option(help: "What an operator sets for the plugin, a JSON object.")
    var settings: String?

    @Option(help: "Milliseconds that the plugin may take for what should be done at once.")
    var timeout = 5000

    @Flag(help: "Print one JSON document.")
    var json = false

    /// Of a check's processes, that this one is.
    @Option(help: .hidden)
    var child: Int?

    func run() throws {
        let options: CheckOptions
        do {
            options = try CheckOptions(
                file: file, seed: seed ?? UInt64.random(in: 1...999_999), rounds: rounds, only: only,
                configurations: config, inputs: input, responses: response, settings: settings,
                patience: .milliseconds(timeout))
        } catch {
            try refuse(error)
        }
        if let child {
            CheckChildMain.run(options, variant: child) { PluginTableInspection.refusal(of: $0) }
            return
        }
        let showsProgress = !json && isatty(2) == 1
        let report: CheckReport
        do {
            report = try CheckRun(options: options, program: "/proc/self/exe").report { result in
                guard showsProgress else { return }
                FileHandle.standardError.write(Data("\u{1B}[2K\r\(result.id): \(result.status.rawValue)".utf8))
            }
        } catch {
            try refuse(error)
        }
        if showsProgress { FileHandle.standardError.write(Data("\u{1B}[2K\r".utf8)) }
        print(json ? report.json.text : report.text, terminator: json ? "\n" : "")
        if !report.isPassed { throw ExitCode.failure }
    }

    private func refuse(_ error: some Error & CustomStringConvertible) throws -> Never {
        FileHandle.standardError.write(Data("agenthub: \(error)\n".utf8))
        throw Self.couldNotRun
    }
}
