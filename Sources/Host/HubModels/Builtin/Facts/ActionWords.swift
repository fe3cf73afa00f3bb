import HubCore

/// The words, of both languages, that order what a tool does.
enum ActionWords {
    /// Words of one action; none names a domain. Two words have a space between them.
    private static let groups: [Set<String>] = [
        ["create", "add", "make", "open", "place", "new", "insert", "tao", "them", "lap", "mo", "dat"],
        ["delete", "remove", "erase", "drop", "xoa", "bo", "go bo", "loai bo"],
        ["cancel", "void", "revoke", "abort", "huy", "huy bo"],
        ["update", "change", "edit", "modify", "set", "rename", "cap nhat", "sua", "doi", "thay doi", "chinh sua"],
        ["send", "email", "notify", "gui", "thong bao"],
        ["approve", "accept", "duyet", "phe duyet", "chap thuan"],
        ["reject", "decline", "tu choi"],
        ["pay", "refund", "charge", "thanh toan", "tra", "hoan tien"],
        ["book", "reserve", "schedule", "dat", "dat lich", "len lich"],
        ["close", "lock", "block", "disable", "dong", "khoa", "chan"],
        ["enable", "unlock", "activate", "mo khoa", "kich hoat", "bat"],
        ["move", "transfer", "chuyen"],
        ["submit", "register", "nop", "dang ky"],
        ["assign", "giao", "gan", "phan cong"],
        ["record", "save", "store", "write", "luu", "ghi", "ghi nhan"],
        ["start", "run", "begin", "launch", "chay", "bat dau", "khoi dong"],
        ["upload", "import", "export", "tai len", "nhap", "xuat"],
        looking,
    ]

    /// Words that order to be told something, and to change nothing.
    static let looking: Set<String> = [
        "get", "show", "list", "find", "search", "check", "look", "fetch", "view", "display", "give", "tell", "query",
    ]

    /// Those of the tool's name that are known actions; of a name without any, its words that name no argument. The
    /// first words of its description and labels too, and what says the same in either language.
    static func of(_ tool: ModelTool) -> Set<String> {
        var words = Set(FieldName.words(tool.name))
        let known = words.filter { word in groups.contains { $0.contains(word) } }
        let arguments = Set((tool.inputSchema["properties"]?.objectValue?.keys ?? []).flatMap { FieldName.words($0) })
        words = known.isEmpty ? words.subtracting(arguments) : known
        let texts = [tool.description] + (tool.labels[tool.name].map { Array($0.texts.values) } ?? [])
        for text in texts {
            let first = Utterance(text).words.prefix(2).map { Stem.of($0.folded) }
            // A description need not begin with what the tool does.
            if let word = first.first, groups.contains(where: { $0.contains(word) }) { words.insert(word) }
            let pair = first.joined(separator: " ")
            if groups.contains(where: { $0.contains(pair) }) { words.insert(pair) }
        }
        let same = groups.filter { !$0.isDisjoint(with: words) }
        return same.reduce(into: words) { $0.formUnion($1) }
    }
}
