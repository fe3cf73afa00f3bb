/// One search of a program in one text.
///
/// A depth-first search over states (instruction, place). Where no back-reference looks at what groups hold, a state
/// that was entered once need not be entered again: it failed, or its remaining alternatives are still waiting on the
/// stack. So from some effort on the choices met are remembered in a table of bits, and the whole search is linear.
struct PatternMatcher {
    private enum Frame {
        /// Another way to go on.
        case choice(instruction: Int, place: Int)
        /// A run that may give back, down to `lowest`.
        case run(instruction: Int, lowest: Int, place: Int)
        case restore(register: Int, value: Int)
    }

    /// Below this effort a table costs more than it saves.
    private static let effortBeforeTable = 512
    private static let maximumTableBits = 1 << 26
    private static let maximumFrames = 1 << 19
    private static let unset = -1

    private let program: PatternProgram
    private let text: UTF8Text
    private(set) var effort: Int
    private let effortOfTable: Int
    private var frames: [Frame] = []
    private var registers: [Int]
    private var table: [UInt64] = []
    /// Bits set inside the look-arounds under way, to be cleared when one succeeds: success is no failure.
    private var trail: [Int] = []
    private var lookDepth = 0
    private let canUseTable: Bool

    // SAFETY: the caller keeps the buffer alive for as long as this matcher.
    init(program: PatternProgram, text: UnsafeBufferPointer<UInt8>, effort: Int) {
        self.program = program
        self.text = UTF8Text(bytes: text)
        self.effort = effort
        effortOfTable = program.hasEmptyLoops ? effort : effort - Self.effortBeforeTable
        registers = Array(repeating: Self.unset, count: program.registers)
        canUseTable =
            program.registers == 0 && program.rows > 0
            && program.rows <= Self.maximumTableBits / (text.count + 1)
    }

    mutating func search() -> Pattern.Outcome {
        var place = 0
        while true {
            if run(from: 0, at: place) { return .matched }
            if effort < 0 { return .exhausted }
            if program.isAnchored || place >= text.count { return .unmatched }
            place += text.width(at: place)
        }
    }

    /// Whether `accept` is reached. On failure everything that the run pushed is undone.
    private mutating func run(from first: Int, at start: Int) -> Bool {
        let base = frames.count
        var instruction = first
        var place = start
        while true {
            effort -= frames.count < Self.maximumFrames ? 1 : effort + 1
            if effort < 0 { return false }
            if let next = step(&instruction, &place) {
                if next == .accepted { return true }
            } else if !backtrack(to: base, &instruction, &place) {
                return false
            }
        }
    }

    private enum Step {
        case moved
        case accepted
    }

    /// Runs one instruction; nil when it fails.
    private mutating func step(_ instruction: inout Int, _ place: inout Int) -> Step? {
        switch program.instructions[instruction] {
        case .codePoint(let value, let direction):
            guard let (found, next) = text.codePoint(at: place, direction), found == value else { return nil }
            place = next
        case .set(let set, let direction):
            guard let (found, next) = text.codePoint(at: place, direction), program.sets[set].contains(found) else {
                return nil
            }
            place = next
        case .repeated(let set, let count, let direction):
            guard advance(&place, set, count, direction) == count else { return nil }
        case .possessiveRun(let set, let maximum, let row):
            if isRemembered(row, place) { return nil }
            if maximum == Int.max, isTableInUse {
                _ = advanceToRemembered(&place, set, row, .forward)
                // It stopped before its end, where the same run has failed.
                if let (found, _) = text.codePoint(at: place, .forward), program.sets[set].contains(found) {
                    return nil
                }
            } else {
                _ = advance(&place, set, maximum, .forward)
            }
        case .run(let set, let maximum, let row, let direction):
            if isRemembered(row, place) { return nil }
            let lowest = place
            let isEndless = maximum == Int.max && isTableInUse
            let count =
                isEndless
                ? advanceToRemembered(&place, set, row, direction) : advance(&place, set, maximum, direction)
            if count > 0 { frames.append(.run(instruction: instruction, lowest: lowest, place: place)) }
        case .split(let first, let second, let row):
            if isRemembered(row, place) { return nil }
            frames.append(.choice(instruction: second, place: place))
            instruction = first
            return .moved
        case .jump(let target):
            instruction = target
            return .moved
        case .start: guard place == 0 else { return nil }
        case .end: guard place == text.count else { return nil }
        case .wordBoundary: guard text.isWordBoundary(place) else { return nil }
        case .notWordBoundary: guard !text.isWordBoundary(place) else { return nil }
        case .look(let look, let body, let next):
            guard holds(look, body, at: place) else { return nil }
            instruction = next
            return .moved
        case .save(let register): set(register, to: place)
        case .clear(let range): for register in range { set(register, to: Self.unset) }
        case .progress(let register): guard registers[register] != place else { return nil }
        case .backreference(let register, let direction):
            guard let next = repeatedText(of: register, at: place, direction) else { return nil }
            place = next
        case .accept: return .accepted
        }
        instruction += 1
        return .moved
    }

    private mutating func backtrack(to base: Int, _ instruction: inout Int, _ place: inout Int) -> Bool {
        while frames.count > base, let frame = frames.popLast() {
            switch frame {
            case .choice(let other, let start):
                instruction = other
                place = start
                return true
            case .run(let runner, let lowest, let reached):
                let shorter = text.stepBack(from: reached, towards: lowest)
                if shorter != lowest { frames.append(.run(instruction: runner, lowest: lowest, place: shorter)) }
                instruction = runner + 1
                place = shorter
                return true
            case .restore(let register, let value): registers[register] = value
            }
        }
        return false
    }

    /// Consumes up to `count` code points of the set; returns how many.
    @inline(__always)
    private mutating func advance(
        _ place: inout Int, _ set: Int, _ count: Int, _ direction: PatternProgram.Direction
    ) -> Int {
        var done = 0
        while done < count, let (found, next) = text.codePoint(at: place, direction),
            program.sets[set].contains(found)
        {
            place = next
            done += 1
        }
        effort -= done
        return done
    }

    private mutating func set(_ register: Int, to value: Int) {
        frames.append(.restore(register: register, value: registers[register]))
        registers[register] = value
    }

    /// Looks ahead or behind: an own search whose alternatives are given up once it is decided.
    private mutating func holds(_ look: PatternLook, _ body: Int, at place: Int) -> Bool {
        let base = frames.count
        let trailStart = trail.count
        lookDepth += 1
        let isFound = run(from: body, at: place)
        lookDepth -= 1
        if isFound {
            for bit in trail[trailStart...] { table[bit >> 6] &= ~(1 << UInt64(bit & 63)) }
        }
        trail.removeSubrange(trailStart...)
        switch look {
        case .ahead, .behind:
            if isFound { dropChoices(from: base) }
            return isFound
        case .notAhead, .notBehind:
            if isFound { undo(to: base) }
            return !isFound && effort >= 0
        }
    }

    /// Keeps what undoes the groups' changes, for when the search backs out of the look-around.
    private mutating func dropChoices(from base: Int) {
        guard program.registers > 0 else { return frames.removeSubrange(base...) }
        var kept = base
        for position in base..<frames.count {
            guard case .restore = frames[position] else { continue }
            frames[kept] = frames[position]
            kept += 1
        }
        frames.removeSubrange(kept...)
    }

    private mutating func undo(to base: Int) {
        while frames.count > base, let frame = frames.popLast() {
            if case .restore(let register, let value) = frame { registers[register] = value }
        }
    }

    private mutating func repeatedText(
        of register: Int, at place: Int, _ direction: PatternProgram.Direction
    ) -> Int? {
        let start = registers[register]
        let end = registers[register + 1]
        guard start != Self.unset, end != Self.unset, start < end else { return place }
        effort -= end - start
        switch direction {
        case .forward:
            guard place + (end - start) <= text.count, text.isEqual(start..<end, at: place) else { return nil }
            return place + (end - start)
        case .backward:
            guard place >= end - start, text.isEqual(start..<end, at: place - (end - start)) else { return nil }
            return place - (end - start)
        }
    }

    private var isTableInUse: Bool { effort <= effortOfTable && canUseTable }

    /// Whether the choice was met before at the place; remembers it otherwise.
    @inline(__always)
    private mutating func isRemembered(_ row: Int, _ place: Int) -> Bool { isTableInUse && !remember(row, place) }

    /// False when it was remembered before.
    private mutating func remember(_ row: Int, _ place: Int) -> Bool {
        if table.isEmpty {
            table = Array(repeating: 0, count: (program.rows * (text.count + 1) + 63) / 64)
        }
        let bit = row * (text.count + 1) + place
        let mask: UInt64 = 1 << UInt64(bit & 63)
        if table[bit >> 6] & mask != 0 { return false }
        table[bit >> 6] |= mask
        if lookDepth > 0 { trail.append(bit) }
        return true
    }

    /// A run without bound reaches, from a place where the same run has been, nothing that was not tried: it ends
    /// before it, and remembers the places on its way.
    private mutating func advanceToRemembered(
        _ place: inout Int, _ set: Int, _ row: Int, _ direction: PatternProgram.Direction
    ) -> Int {
        var done = 0
        while let (found, next) = text.codePoint(at: place, direction), program.sets[set].contains(found),
            remember(row, next)
        {
            place = next
            done += 1
        }
        effort -= done
        return done
    }
}
