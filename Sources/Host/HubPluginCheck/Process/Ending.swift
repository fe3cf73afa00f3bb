import Glibc
import HubCore

/// A child that ended before its check did: what the plugin did to it.
struct Ending {
    let check: any PluginCheck
    let variant: Int
    let options: CheckOptions
    let outcome: CheckChild.Outcome
    let fault: (loan: String, how: String)?

    var finding: Finding {
        var details: JSONObject = ["during": .string(outcome.place)]
        let words = String(decoding: outcome.errors.suffix(600), as: UTF8.self)
        if !words.isEmpty { details["stderr"] = .string(words) }
        details["seed"] = .string(String(options.seed))
        let command = options.arguments(only: [check.id]) + ["--child", String(variant)]
        details["debug"] = .string("gdb --args agenthub " + command.map(ShellWord.quoted).joined(separator: " "))
        let severity: Finding.Severity = check.crashIsWarning(variant: variant) ? .warning : .error
        switch outcome.ending {
        case .killed(let signal):
            if let fault { return Finding(faultRule, faultMessage(fault), severity: severity, details: details) }
            return Finding(
                "crash", "crashes with \(Self.name(of: signal))", severity: severity, details: details)
        case .exited(let status):
            return Finding(
                "exit", "ends the process with the exit status \(status)", severity: severity, details: details)
        case .hung, .notStarted:
            return Finding("hang", "does not come back: the check was killed", severity: severity, details: details)
        }
    }

    private var faultRule: String {
        switch fault?.how {
        case "written": "borrowed-written"
        case "beyond": "borrowed-overread"
        case _: "borrowed-after-end"
        }
    }

    private func faultMessage(_ fault: (loan: String, how: String)) -> String {
        let whose =
            switch fault.loan {
            case "input": "a call's input"
            case "config": "config_json"
            case "scope": "scope_json"
            case "result": "a request's result"
            case _: "what a call's getter handed out"
            }
        let until =
            switch fault.loan {
            case "input", "getter": "the function has returned and the call is completed"
            case "config", "scope": "create returns"
            case _: "done returns"
            }
        return switch fault.how {
        case "written": "writes into \(whose), which is borrowed and read-only"
        case "beyond": "reads beyond the end of \(whose), which is bytes with a length and has no NUL behind it"
        case _: "uses \(whose) after its loan has ended; it is borrowed until \(until)"
        }
    }

    static func name(of signal: Int32) -> String {
        let names: [Int32: String] = [
            SIGSEGV: "SIGSEGV", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGILL: "SIGILL",
            SIGTRAP: "SIGTRAP", SIGKILL: "SIGKILL", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM",
            SIGSYS: "SIGSYS", SIGXCPU: "SIGXCPU",
        ]
        return names[signal] ?? "signal \(signal)"
    }
}
