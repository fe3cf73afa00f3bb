/// Turns a syntax tree into a program. Repeated groups are written out, up to a bound on the whole.
struct PatternCompiler {
    private static let maximumInstructions = 20_000

    private var program = PatternProgram()
    private var setNumbers: [ScalarSet: Int] = [:]
    private let captureNames: [String: Int]
    private let usesRegisters: Bool

    init(_ parser: PatternParser) {
        captureNames = parser.captureNames
        usesRegisters = parser.hasBackreferences
        // Two registers a capture, from number 1 on; loops take theirs behind them.
        program.registers = usesRegisters ? 2 * (parser.captureCount + 1) : 0
    }

    mutating func compile(_ term: PatternTerm) throws(PatternError) -> PatternProgram {
        program.isAnchored = term.isAnchored
        try emit(term, .forward)
        try emit(.accept)
        return program
    }

    private mutating func emit(_ instruction: PatternProgram.Instruction) throws(PatternError) {
        guard program.instructions.count < Self.maximumInstructions else {
            throw PatternError(reason: .tooLarge, offset: 0)
        }
        program.instructions.append(instruction)
    }

    private mutating func emit(_ term: PatternTerm, _ direction: PatternProgram.Direction) throws(PatternError) {
        switch term {
        case .empty: break
        case .codePoint(let value): try emit(.codePoint(value, direction))
        case .set(let set): try emit(.set(number(of: set), direction))
        case .sequence(let terms): try emitSequence(terms, direction)
        case .alternatives(let terms): try emitAlternatives(terms[...], direction)
        case .repetition(let repetition):
            if let set = repetition.term.singleSet {
                try emitRun(of: set, repetition, direction, next: nil)
            } else {
                try emitLoop(repetition, direction)
            }
        case .capture(let number, let term): try emitCapture(number, term, direction)
        case .backreference(let number): try emit(.backreference(register: 2 * number, direction))
        case .namedBackreference(let name):
            guard let number = captureNames[name] else { throw PatternError(reason: .unknownGroupReference, offset: 0) }
            try emit(.backreference(register: 2 * number, direction))
        case .start: try emit(.start)
        case .end: try emit(.end)
        case .wordBoundary: try emit(.wordBoundary)
        case .notWordBoundary: try emit(.notWordBoundary)
        case .look(let look, let term): try emitLook(look, term)
        }
    }

    private mutating func number(of set: ScalarSet) -> Int {
        if let number = setNumbers[set] { return number }
        program.sets.append(set)
        setNumbers[set] = program.sets.count - 1
        return program.sets.count - 1
    }

    private mutating func newRow() -> Int {
        program.rows += 1
        return program.rows - 1
    }

    private mutating func newRegister() -> Int {
        program.registers += 1
        return program.registers - 1
    }

    private var next: Int { program.instructions.count }

    private mutating func emitSequence(
        _ terms: [PatternTerm], _ direction: PatternProgram.Direction
    ) throws(PatternError) {
        switch direction {
        case .backward: for term in terms.reversed() { try emit(term, direction) }
        case .forward:
            for (position, term) in terms.enumerated() {
                if case .repetition(let repetition) = term, let set = repetition.term.singleSet {
                    let next = position + 1 < terms.count ? terms[position + 1] : nil
                    try emitRun(of: set, repetition, direction, next: next)
                } else {
                    try emit(term, direction)
                }
            }
        }
    }

    private mutating func emitAlternatives(
        _ terms: ArraySlice<PatternTerm>, _ direction: PatternProgram.Direction
    ) throws(PatternError) {
        var jumps: [Int] = []
        for term in terms.dropLast() {
            let split = next
            try emit(.jump(0))
            try emit(term, direction)
            jumps.append(next)
            try emit(.jump(0))
            program.instructions[split] = .split(first: split + 1, second: next, row: newRow())
        }
        if let last = terms.last { try emit(last, direction) }
        for jump in jumps { program.instructions[jump] = .jump(next) }
    }

    private mutating func emitCapture(
        _ number: Int, _ term: PatternTerm, _ direction: PatternProgram.Direction
    ) throws(PatternError) {
        guard usesRegisters else { return try emit(term, direction) }
        let (first, second) = direction == .forward ? (2 * number, 2 * number + 1) : (2 * number + 1, 2 * number)
        try emit(.save(register: first))
        try emit(term, direction)
        try emit(.save(register: second))
    }

    private mutating func emitLook(_ look: PatternLook, _ term: PatternTerm) throws(PatternError) {
        let instruction = next
        try emit(.jump(0))
        switch look {
        case .ahead, .notAhead: try emit(term, .forward)
        case .behind, .notBehind: try emit(term, .backward)
        }
        try emit(.accept)
        program.instructions[instruction] = .look(look, body: instruction + 1, next: next)
    }

    /// A single code point's repetition, which needs no copies.
    private mutating func emitRun(
        of set: ScalarSet, _ repetition: PatternRepetition, _ direction: PatternProgram.Direction,
        next: PatternTerm?
    ) throws(PatternError) {
        // Which of several matches is found matters to what a group holds, and so to a back-reference only.
        if usesRegisters, repetition.preference == .lazy { return try emitLoop(repetition, direction) }
        let number = number(of: set)
        if repetition.minimum > 0 {
            try emit(.repeated(set: number, count: repetition.minimum, direction))
        }
        let rest = repetition.maximum.map { $0 - repetition.minimum } ?? Int.max
        guard rest > 0 else { return }
        if let next, direction == .forward, Self.cannotFollowSooner(next, set) {
            try emit(.possessiveRun(set: number, maximum: rest, row: newRow()))
        } else {
            try emit(.run(set: number, maximum: rest, row: newRow(), direction))
        }
    }

    /// Whether `next` cannot match where the set still does.
    private static func cannotFollowSooner(_ next: PatternTerm, _ set: ScalarSet) -> Bool {
        if case .end = next { return true }
        return next.singleSet?.isKnownDisjoint(from: set) ?? false
    }

    /// A group's repetition: the mandatory rounds, then a loop or the optional rounds.
    private mutating func emitLoop(
        _ repetition: PatternRepetition, _ direction: PatternProgram.Direction
    ) throws(PatternError) {
        for _ in 0..<repetition.minimum {
            let before = next
            try emitRound(repetition, direction)
            // A round without instructions is the same however often it is written.
            if next == before { break }
        }
        if let maximum = repetition.maximum {
            var splits: [Int] = []
            for _ in 0..<(maximum - repetition.minimum) {
                splits.append(next)
                try emit(.jump(0))
                try emitCheckedRound(repetition, direction)
            }
            for split in splits { setSplit(at: split, past: next, repetition.preference) }
        } else {
            let split = next
            try emit(.jump(0))
            try emitCheckedRound(repetition, direction)
            try emit(.jump(split))
            setSplit(at: split, past: next, repetition.preference)
            if repetition.term.canBeEmpty { program.hasEmptyLoops = true }
        }
    }

    private mutating func setSplit(at split: Int, past end: Int, _ preference: PatternRepetition.Preference) {
        program.instructions[split] =
            switch preference {
            case .greedy: .split(first: split + 1, second: end, row: newRow())
            case .lazy: .split(first: end, second: split + 1, row: newRow())
            }
    }

    private mutating func emitRound(
        _ repetition: PatternRepetition, _ direction: PatternProgram.Direction
    ) throws(PatternError) {
        if usesRegisters, !repetition.captures.isEmpty {
            try emit(.clear(2 * (repetition.captures.lowerBound + 1)..<2 * (repetition.captures.upperBound + 1)))
        }
        try emit(repetition.term, direction)
    }

    /// A round beyond the mandatory ones, which must consume something.
    private mutating func emitCheckedRound(
        _ repetition: PatternRepetition, _ direction: PatternProgram.Direction
    ) throws(PatternError) {
        guard usesRegisters, repetition.term.canBeEmpty else { return try emitRound(repetition, direction) }
        let register = newRegister()
        try emit(.save(register: register))
        try emitRound(repetition, direction)
        try emit(.progress(register: register))
    }
}
