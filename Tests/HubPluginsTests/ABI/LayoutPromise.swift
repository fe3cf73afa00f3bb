import Foundation

/// The golden file: a section for each version of the ABI, `[1.0]` and so on, with what that version added. A later one may
/// let a struct grow and `AH_ABI` rise; nothing else that a section says is ever said otherwise.
struct LayoutPromise {
    struct Section {
        let version: String
        var lines: [String] = []
    }

    private(set) var sections: [Section] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("["), line.hasSuffix("]") {
                sections.append(Section(version: String(line.dropFirst().dropLast())))
            } else if !sections.isEmpty {
                sections[sections.count - 1].lines.append(String(line))
            }
        }
    }

    /// Forgets what came after the first version.
    mutating func keepFirstSection() { sections = Array(sections.prefix(1)) }

    /// What a header breaks of it, or adds without a section that says so; each in a line.
    func problems(of header: [String]) -> [String] {
        var problems: [String] = []
        var promised: [String: String] = [:]
        for section in sections {
            let sizes = promised
            for line in section.lines {
                let (name, old) = (Self.name(of: line), promised[Self.name(of: line)])
                if let old, !Self.mayFollow(line, old) {
                    problems.append("\(section.version) says \"\(line)\", and a version before it says \"\(old)\"")
                }
                if let problem = Self.misplacement(line, in: section.version, after: sizes) { problems.append(problem) }
                promised[name] = line
            }
        }
        let declared = Dictionary(header.map { (Self.name(of: $0), $0) }) { first, _ in first }
        for line in sections.flatMap(\.lines) where promised[Self.name(of: line)] == line {
            let now = declared[Self.name(of: line)]
            if now != line {
                problems.append(
                    "the promise is \"\(line)\", and the header has \(now.map { "\"\($0)\"" } ?? "no such thing")")
            }
        }
        for line in header where promised[Self.name(of: line)] == nil {
            problems.append("\"\(line)\" is new, and no section of the promise has it")
        }
        return problems
    }

    private static func name(of line: String) -> String { line.split(separator: " ").prefix(2).joined(separator: " ") }

    private static func number(_ line: String) -> Int? { line.split(separator: " ").last.flatMap { Int($0) } }

    private static func mayFollow(_ line: String, _ old: String) -> Bool {
        guard line.hasPrefix("size ") || line.hasPrefix("constant AH_ABI "), let new = number(line),
            let old = number(old)
        else { return false }
        return new > old
    }

    /// A field that is new in a struct that is not stands behind all that the struct had, its padding too: who was compiled with
    /// the old one says by `size` that nothing is there.
    private static func misplacement(_ line: String, in version: String, after promised: [String: String]) -> String? {
        guard promised[name(of: line)] == nil, let found = line.firstMatch(of: #/^field (\w+)\.(\w+) at (\d+)/#),
            let old = promised["size \(found.1)"].flatMap(number), let place = Int(found.3), place < old
        else { return nil }
        return "\(version) says \"\(line)\", which lies within the \(old) bytes that \(found.1) had before"
    }
}
