import Foundation
import HubCore
import Testing

/// Plugins with one bug each, and the check and the rule that catch it.
@Suite(.serialized) struct CorpusTests {
    struct Bug: Sendable, CustomTestStringConvertible {
        let plugin: String
        let check: String
        let rule: String
        var words: String = ""
        /// What its author gives besides.
        var options: [String] = []

        init(
            _ plugin: String, _ check: String, _ rule: String, _ words: String = "", options: [String] = []
        ) {
            self.options = options
            self.plugin = plugin
            self.check = check
            self.rule = rule
            self.words = words
        }

        var testDescription: String { plugin }
    }

    static let bugs: [Bug] = [
        Bug("exports_two", "exports", "exports-more"),
        Bug("wrong_size", "sizes-and-versions", "host-refuses", "has a plugin table of 40 bytes"),
        Bug("wrong_version", "sizes-and-versions", "host-refuses", "major.minor.patch is expected"),
        Bug("broken_schema", "schemas", "schema", "the config_schema of CORPUS"),
        Bug("starts_in_entry", "pure-entry", "entry-thread", "ah_plugin_v1 starts a thread"),
        Bug("answers_unknown", "unknown-extensions", "extension-unknown"),
        Bug("accepts_bad_config", "bad-config", "config-accepted", "without \"mode\""),
        Bug("crashes_on_config", "bad-config", "crash"),
        Bug("touches_out", "bad-config", "config-out"),
        Bug("reports_twice", "bad-config", "config-reports", "2 times"),
        Bug("refuses_silently", "bad-config", "config-silent"),
        Bug("completes_twice", "one-completion", "completion-repeated", "completes a call twice"),
        Bug("never_completes", "one-completion", "completion-missing", "and has returned from it"),
        Bug("completes_and_refuses", "one-completion", "completed-and-refused"),
        Bug("uses_input_late", "one-completion", "borrowed-after-end", "a call's input"),
        Bug("reads_past_input", "one-completion", "borrowed-overread", "a call's input"),
        Bug("keeps_config", "one-completion", "borrowed-after-end", "config_json"),
        Bug("keeps_result", "one-completion", "borrowed-after-end", "a request's result"),
        Bug("writes_input", "one-completion", "borrowed-written", "a call's input"),
        Bug("deadlocks_in_done", "one-completion", "completion-missing", "has not returned from it"),
        Bug("host_status", "one-completion", "status-invalid", "16, which only the host may use"),
        Bug("invalid_json", "one-completion", "completion-not-json"),
        Bug("wordless_error", "one-completion", "error-without-message"),
        Bug("breaks_output_schema", "one-completion", "output-schema"),
        Bug("repeats_oversized", "one-completion", "completion-repeated", "too large"),
        Bug("exits", "one-completion", "exit", "the exit status 3"),
        Bug(
            "needs_member", "http-answers", "crash", "SIGSEGV",
            options: ["--response", #"{"unit":{"code":"box"}}"#]),
        Bug("forgets_404", "http-answers", "completion-missing", "and has returned from it"),
        Bug(
            "forgets_second", "http-answers", "completion-missing", "and has returned from it",
            options: ["--response", #"{"next":"/2"}"#, "--response", #"{"rate":1}"#]),
        Bug(
            "passes_body_on", "one-completion", "output-schema", "/rate",
            options: ["--response", #"{"rate":"1.085"}"#]),
        Bug("miscounts", "knowledge", "knowledge-result", "{\"chunks\": 3} is expected"),
        Bug("insists_after_cancel", "cancellation", "completion-repeated"),
        Bug("forgets_failures", "withheld-services", "completion-missing"),
        Bug("shares_buffer", "concurrency", "concurrent-answer"),
        Bug("crashes_on_long_input", "payload-limits", "crash", "SIGABRT"),
        Bug("crashes_on_odd_input", "fuzz", "crash", "SIGABRT"),
        Bug("unlisted_service", "services-in-manifest", "service-unlisted", "agenthub.host.kv/1"),
        Bug("needs_service", "withheld-services", "crash", "SIGSEGV"),
        Bug("blocks_unflagged", "blocking-flag", "blocks", "AH_TOOL_BLOCKING"),
        Bug("stale_last_instance", "destroy-order", "crash", "SIGABRT"),
        Bug("leaves_thread", "threads-joined", "thread-left"),
        Bug("leaves_descriptor", "descriptors-closed", "descriptor-left"),
        Bug("leaks_calls", "leak-cycles", "leak", "for each call"),
        Bug("leaks_instances", "leak-cycles", "leak", "for each instance"),
        Bug("prints", "process-rules", "stdout"),
        Bug("handles_signals", "process-rules", "signal-handler"),
        Bug("changes_process", "process-rules", "environment"),
        Bug("forks", "process-rules", "child"),
        Bug("refuses_later_host", "future-host", "future-minor"),
    ]

    @Test(arguments: bugs) func isCaughtByName(_ bug: Bug) async throws {
        let library = try await CorpusCompiler.standard.library(bug.plugin)
        let checked = try await Checked(library, ["--only", bug.check, "--timeout", "500"] + bug.options)
        #expect(checked.status == 1)
        #expect(checked.failed == [bug.check])
        #expect(checked.rules(bug.check).contains(bug.rule), "\(checked.report.text)")
        let message = checked.message(bug.check, bug.rule) ?? ""
        #expect(bug.words.isEmpty || message.contains(bug.words), "\(message)")
    }

    @Test func everyPluginOfTheCorpusIsOfAKnownBug() throws {
        #expect(Set(try CorpusCompiler.sources()) == Set(Self.bugs.map(\.plugin) + ["good", "knows", "slow_start"]))
    }

    /// What is broken in one way breaks no check of another matter.
    @Test(arguments: [
        "accepts_bad_config", "leaks_calls", "leaves_thread", "handles_signals", "unlisted_service", "forks",
    ])
    func isCaughtByNothingElse(_ plugin: String) async throws {
        let library = try await CorpusCompiler.standard.library(plugin)
        let checked = try await Checked(library, ["--rounds", "40"])
        let bug = try #require(Self.bugs.first { $0.plugin == plugin })
        #expect(checked.failed == [bug.check], "\(checked.report.text)")
    }

    @Test func aPluginThatHangsIsNotWaitedForInEveryCheck() async throws {
        let library = try await CorpusCompiler.standard.library("never_completes")
        let checked = try await Checked(library, ["--timeout", "300"])
        #expect(checked.failed == ["one-completion"])
        #expect(checked.skipped.contains("fuzz") && checked.skipped.contains("leak-cycles"))
    }

    @Test func aCrashNamesWhatWasAskedAndHowToAskAgain() async throws {
        let library = try await CorpusCompiler.standard.library("crashes_on_odd_input")
        let checked = try await Checked(library, ["--only", "fuzz"], seed: 77)
        let details = checked.check("fuzz")?["findings"]?.arrayValue?.first?["details"]
        #expect(details?["during"]?.stringValue?.contains("\"text\":\"\"") == true, "\(checked.report.text)")
        #expect(details?["debug"]?.stringValue?.contains("--seed 77") == true)
        #expect(checked.report["reproduce"]?.stringValue?.contains("--only fuzz") == true)
    }

    @Test func theSameSeedFindsTheSame() async throws {
        let library = try await CorpusCompiler.standard.library("crashes_on_odd_input")
        let first = try await Checked(library, ["--only", "fuzz"], seed: 5)
        let second = try await Checked(library, ["--only", "fuzz"], seed: 5)
        #expect(first.report == second.report)
        let other = try await Checked(library, ["--only", "fuzz"], seed: 6)
        #expect(first.report != other.report)
    }
}
