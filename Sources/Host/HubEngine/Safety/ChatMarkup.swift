/// The marks by which models' formats keep a conversation's parts apart. No customer's name has them.
enum ChatMarkup {
    private static let marks = [
        "<|im_start|>", "<|im_end|>", "<|im_sep|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>",
        "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|begin_of_text|>", "<|end|>", "<<sys>>", "<</sys>>",
        "<system>", "</system>", "<system_prompt>", "</tool_result>", "</tool_response>", "<tool_call>",
        "<start_of_turn>", "<end_of_turn>", "[inst]", "[/inst]", "[system]", "[system message]", "[system prompt]",
        "### system", "### instruction", "###system", "###instruction",
    ].map { Array($0.utf8) }

    /// Only in capitals and at a line's start: a table has a column `System:`.
    private static let speakers = ["SYSTEM:", "SYSTEM PROMPT:", "HỆ THỐNG:", "HE THONG:"].map { Array($0.utf8) }

    static func isPresent(in bytes: [UInt8]) -> Bool {
        var isLineStart = true
        for (place, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "<"), UInt8(ascii: "["), UInt8(ascii: "#"):
                if marks.contains(where: { has($0, bytes, at: place) }) { return true }
                isLineStart = false
            case UInt8(ascii: "S"), UInt8(ascii: "H"):
                if isLineStart, speakers.contains(where: { bytes[place...].starts(with: $0) }) { return true }
                isLineStart = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): isLineStart = true
            // What quotes and indents a line does not begin it.
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"), UInt8(ascii: "*"): break
            case _: isLineStart = false
            }
        }
        return false
    }

    private static func has(_ mark: [UInt8], _ bytes: [UInt8], at place: Int) -> Bool {
        guard bytes.count - place >= mark.count else { return false }
        return zip(mark, bytes[place...]).allSatisfy { $0 == ($1 >= 0x41 && $1 <= 0x5A ? $1 + 32 : $1) }
    }
}
