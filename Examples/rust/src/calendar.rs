//! Days of the Gregorian calendar, counted from one that does not matter.

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// A date as "2025-09-02"; none when there is no such day.
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| -> Option<i64> {
            let digits = text.get(range)?;
            digits.bytes().all(|c| c.is_ascii_digit()).then_some(())?;
            digits.parse().ok()
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        if !(1..=12).contains(&month) || day < 1 || day > Self::length(year, month) {
            return None;
        }
        // Years begin in March here, so that a leap year's day is its last.
        let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        Some(Day(365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day))
    }

    fn length(year: i64, month: i64) -> i64 {
        match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> i64 {
        (self.0 + 1).rem_euclid(7)
    }

    pub fn next(self) -> Day {
        Day(self.0 + 1)
    }

    pub fn days_until(self, last: Day) -> i64 {
        last.0 - self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn knows_weekdays_and_leap_years() {
        for (text, weekday) in
            [("1970-01-01", 3), ("2000-02-29", 1), ("2025-09-02", 1), ("2025-10-12", 6), ("2026-11-30", 0)]
        {
            assert_eq!(Day::parse(text).unwrap().weekday(), weekday, "{text}");
        }
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(day("2024-02-28").days_until(day("2024-03-01")), 2);
        assert_eq!(day("2025-02-28").days_until(day("2025-03-01")), 1);
        assert_eq!(day("2025-12-31").next(), day("2026-01-01"));
        for wrong in
            ["2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-1-01", "2025-01-+1", "2025-01-32", ""]
        {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }
}
