import Glibc
import HubCore

/// All the checks of a plugin, one process after the other. It blocks its thread.
package struct CheckRun {
    /// Why nothing could be checked.
    package enum Failure: Error, CustomStringConvertible {
        case noFile(String)
        case noFolder(Int32)
        case noProcess(Int32)

        package var description: String {
            switch self {
            case .noFile(let path): "\(path) cannot be read; the path of a plugin's shared library was expected."
            case .noFolder(let code): "No temporary folder could be made (error \(code))."
            case .noProcess(let code): "No process could be started for a check (error \(code))."
            }
        }
    }

    /// What a check's process may take for a step besides the plugin's own time.
    private static let slack = Duration.seconds(15)

    private let options: CheckOptions
    /// This program, which runs `plugin check --child` too.
    private let program: String

    package init(options: CheckOptions, program: String) {
        self.options = options
        self.program = program
    }

    /// `progress` hears of each check when it is done.
    package func report(progress: (CheckResult) -> Void = { _ in }) throws(Failure) -> CheckReport {
        var options = options
        guard let path = realpath(options.file, nil) else { throw .noFile(options.file) }
        // SAFETY: a NUL-terminated string that was allocated for us.
        options.file = String(cString: path)
        free(path)
        guard access(options.file, R_OK) == 0 else { throw .noFile(options.file) }
        var report = CheckReport(options: options, plugin: nil, results: [])
        for check in CheckCatalog.all where options.only.isEmpty || options.only.contains(check.id) {
            var result = CheckResult(
                id: check.id, group: check.group, promise: check.promise, findings: [], skipped: nil)
            if check.group != .file, check.group != .configuration, Self.callsHang(report) {
                result.skipped = "the plugin does not come back, as is said above"
                report.results.append(result)
                progress(result)
                continue
            }
            for variant in 0..<check.variants {
                let outcome = try outcome(of: check, variant: variant, options)
                read(outcome, of: check, variant: variant, into: &result, &report)
                if result.findings.contains(where: { $0.severity == .error }) { break }
            }
            report.results.append(result)
            progress(result)
            if report.isUnreadable { break }
        }
        return report
    }

    /// Each check would wait as long for what never comes.
    private static func callsHang(_ report: CheckReport) -> Bool {
        report.results.contains { result in
            result.findings.contains {
                $0.rule == "hang"
                    || result.id == OneCompletionCheck().id && ["completion-missing", "invoke-kept"].contains($0.rule)
            }
        }
    }

    private func outcome(
        of check: any PluginCheck, variant: Int, _ options: CheckOptions
    ) throws(Failure) -> CheckChild.Outcome {
        var template = Array("\(Self.temporaryFolder)/agenthub-check-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .noFolder(errno) }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { ScratchFolder.remove(folder) }
        let outcome = CheckChild(
            program: program, arguments: options.arguments(only: [check.id]) + ["--child", String(variant)],
            folder: folder, silence: options.patience * 2 + Self.slack
        ).run()
        if case .notStarted(let code) = outcome.ending { throw .noProcess(code) }
        return outcome
    }

    private static var temporaryFolder: String {
        // SAFETY: the environment is read on the program's one thread, before it starts any other.
        getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    }

    private func read(
        _ outcome: CheckChild.Outcome, of check: any PluginCheck, variant: Int, into result: inout CheckResult,
        _ report: inout CheckReport
    ) {
        var isDone = false
        var fault: (loan: String, how: String)?
        for frame in outcome.frames {
            switch frame {
            case .finding(let finding):
                if !result.findings.contains(finding) { result.findings.append(finding) }
            case .plugin(let facts): report.plugin = facts
            case .skipped(let reason): result.skipped = reason
            case .fault(let loan, let how): fault = (loan, how)
            case .end: isDone = true
            case .at: break
            }
        }
        if !isDone || outcome.ending != .exited(0) {
            result.findings.append(
                Ending(check: check, variant: variant, options: report.options, outcome: outcome, fault: fault).finding)
        }
        if check.minds(.output), !outcome.output.isEmpty {
            let text = String(decoding: outcome.output.prefix(200), as: UTF8.self)
            result.findings.append(
                Finding(
                    "stdout", "writes to standard output, which is the host's", details: ["output": .string(text)]))
        }
    }
}
