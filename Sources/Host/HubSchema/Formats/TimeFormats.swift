/// Dates, times and durations as RFC 3339 writes them.
extension FormatScanner {
    mutating func date() -> Bool {
        guard let year = number(digits: 4, in: 0...9999), take("-"), let month = number(digits: 2, in: 1...12),
            take("-"), let day = number(digits: 2, in: 1...31)
        else { return false }
        let isLeapYear = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let days = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= days[month - 1]
    }

    mutating func time() -> Bool {
        guard let hour = number(digits: 2, in: 0...23), take(":"), let minute = number(digits: 2, in: 0...59),
            take(":"), let second = number(digits: 2, in: 0...60)
        else { return false }
        if take("."), take(while: Self.isDigit) == 0 { return false }
        var offset = 0
        if !take("Z"), !take("z") {
            let isAhead = take("+")
            guard isAhead || take("-"), let hours = number(digits: 2, in: 0...23), take(":"),
                let minutes = number(digits: 2, in: 0...59)
            else { return false }
            offset = (hours * 60 + minutes) * (isAhead ? -1 : 1)
        }
        // A leap second is the last of a day in UTC.
        let minuteOfDay = (hour * 60 + minute + offset + 2 * 1440) % 1440
        return second < 60 || minuteOfDay == 1439
    }

    mutating func dateTime() -> Bool {
        guard date(), take("T") || take("t") else { return false }
        return time()
    }

    /// RFC 3339 appendix A: weeks alone, or date parts and time parts, each without a gap in their order.
    mutating func duration() -> Bool {
        guard take("P") else { return false }
        if current == UInt8(ascii: "T") { return durationTime() }
        let start = position
        guard take(while: Self.isDigit) > 0 else { return false }
        if take("W") { return true }
        position = start
        guard durationParts(["Y", "M", "D"]) else { return false }
        return isAtEnd || durationTime()
    }

    private mutating func durationTime() -> Bool { take("T") && durationParts(["H", "M", "S"]) }

    private mutating func durationParts(_ units: [Unicode.Scalar]) -> Bool {
        var rest = units[...]
        var isFirst = true
        while let byte = current, Self.isDigit(byte) {
            take(while: Self.isDigit)
            guard let unit = rest.first(where: { $0.value == current.map(UInt32.init) }) else { return false }
            guard isFirst || unit == rest.first else { return false }
            position += 1
            rest = rest.drop { $0 != unit }.dropFirst()
            isFirst = false
        }
        return !isFirst
    }
}
