/// A compiled regular expression: instructions that a backtracking search runs.
struct PatternProgram: Sendable {
    enum Direction: Sendable {
        case forward
        /// Inside a look-behind.
        case backward
    }

    enum Instruction: Sendable {
        case codePoint(UInt32, Direction)
        case set(Int, Direction)
        /// The set, exactly so many times.
        case repeated(set: Int, count: Int, Direction)
        /// The set, as often as it goes up to the maximum, then less often. `row` is its row of remembered states.
        case run(set: Int, maximum: Int, row: Int, Direction)
        /// The set, as often as it goes up to the maximum and not less often: what follows could not match sooner.
        case possessiveRun(set: Int, maximum: Int, row: Int)
        case split(first: Int, second: Int, row: Int)
        case jump(Int)
        case start
        case end
        case wordBoundary
        case notWordBoundary
        case look(PatternLook, body: Int, next: Int)
        case save(register: Int)
        case clear(Range<Int>)
        /// Fails when nothing was consumed since the register was saved.
        case progress(register: Int)
        case backreference(register: Int, Direction)
        case accept
    }

    var instructions: [Instruction] = []
    var sets: [ScalarSet] = []
    /// States that can be remembered: rows of one bit a byte of the text.
    var rows = 0
    /// Zero unless there are back-references.
    var registers = 0
    /// Whether a loop may go round without consuming, so that only remembered states end it.
    var hasEmptyLoops = false
    var isAnchored = false
}
