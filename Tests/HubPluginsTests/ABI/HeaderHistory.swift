/// The lines of a header's HISTORY.
struct HeaderHistory {
    struct Line: Hashable {
        let version: String
        let day: String
        let reason: String
    }

    let lines: [Line]

    init(_ header: String) {
        let text = header.split(separator: "HISTORY", maxSplits: 1).last ?? ""
        lines = text.prefix { $0 != "#" }.matches(of: #/(?m)^ \* +(\d+\.\d+)  (\d{4}-\d\d-\d\d)  (.*?)(?: \*\/)?$/#).map
        {
            Line(version: String($0.1), day: String($0.2), reason: String($0.3))
        }
    }

    /// What it lacks for a header of that version whose promise has these sections.
    func problems(version: String, sections: [String]) -> [String] {
        var problems: [String] = []
        let versions = lines.map(\.version)
        if versions != sections {
            problems.append(
                "the header's HISTORY has \(versions.joined(separator: ", ")), and the promise has \(sections.joined(separator: ", "))"
            )
        }
        if versions.last != version {
            problems.append(
                "the header is of ABI \(version), and the last line of its HISTORY is \(versions.last ?? "missing")")
        }
        for line in lines where line.reason.split(separator: " ").count < 4 {
            problems.append("the line of \(line.version) in the header's HISTORY gives no reason")
        }
        return problems
    }
}
