import FoundationEssentials

extension Date {
    /// The beginning of a day in UTC, written as RFC 3339's `full-date`: `2026-11-22`.
    init?(day text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, let days = Self.days(bytes[...]) else { return nil }
        self.init(timeIntervalSince1970: TimeInterval(days * 86_400))
    }

    /// A time as RFC 3339 §5.6 writes it: `2026-11-22T08:00:00.5+07:00`.
    init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard (20...64).contains(bytes.count), let days = Self.days(bytes[0..<10]),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = Self.number(bytes[11..<13]), hour < 24, let minute = Self.number(bytes[14..<16]), minute < 60,
            // A leap second is the next minute's first.
            let second = Self.number(bytes[17..<19]), second <= 60
        else { return nil }
        var rest = bytes[19...]
        var fraction: TimeInterval = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, let parsed = TimeInterval("0." + String(decoding: digits, as: UTF8.self)) else {
                return nil
            }
            fraction = parsed
            rest = rest[digits.endIndex...]
        }
        guard let offset = Self.offset(rest) else { return nil }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(timeIntervalSince1970: TimeInterval(seconds) + fraction)
    }

    /// Seconds that a zone is before UTC: `Z`, `+07:00`.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        if bytes.count == 1, let zone = bytes.first, zone == UInt8(ascii: "Z") || zone == UInt8(ascii: "z") { return 0 }
        let start = bytes.startIndex
        guard bytes.count == 6, bytes[start + 3] == UInt8(ascii: ":"),
            let hour = number(bytes[(start + 1)..<(start + 3)]), hour < 24,
            let minute = number(bytes[(start + 4)...]), minute < 60
        else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "+"): return hour * 3600 + minute * 60
        case UInt8(ascii: "-"): return -(hour * 3600 + minute * 60)
        case _: return nil
        }
    }

    /// Days since 1970-01-01 of `YYYY-MM-DD` in the Gregorian calendar.
    private static func days(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), let year = number(bytes[0..<4]),
            let month = number(bytes[5..<7]), (1...12).contains(month), let day = number(bytes[8..<10]), day >= 1
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        // Leap days of the years from 0 up to this one, which has its own in `lengths`.
        let before = year - 1
        let leapDays = year == 0 ? 0 : before / 4 - before / 100 + before / 400 + 1
        // 719,528 days are from 0000-01-01 to 1970-01-01.
        return year * 365 + leapDays + lengths[..<(month - 1)].reduce(0, +) + day - 1 - 719_528
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
