/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
package struct Instant: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(seconds: Int64) { self.milliseconds = seconds * 1000 }

    /// The instants a chat can have happened at: 1970-01-01 up to, not including, 2200-01-01 (UTC).
    ///
    /// Anything else in an export is a damaged date, and is refused as such.
    package static let believable = Instant(seconds: 0)..<Instant(seconds: 7_258_118_400)

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// Whole seconds since the epoch, rounded down.
    package var seconds: Int64 { milliseconds.flooredQuotient(by: 1000) }

    package func advanced(byMilliseconds amount: Int64) -> Instant { Instant(milliseconds: milliseconds + amount) }
    package func advanced(bySeconds amount: Int64) -> Instant { advanced(byMilliseconds: amount * 1000) }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC with milliseconds, as in `2026-11-23T08:30:00.000Z`.
    package var description: String {
        let day = CivilDay(number: Int32(clamping: seconds.flooredQuotient(by: 86_400)))
        let rest = milliseconds - Int64(day.number) * 86_400_000
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { padded(Int($0), to: 2) }
        return "\(day)T\(time.joined(separator: ":")).\(padded(Int(rest % 1000), to: 3))Z"
    }
}

extension BinaryInteger {
    /// Division that rounds toward minus infinity, so that times before the epoch fall into the right day.
    package func flooredQuotient(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// A number written with leading zeros, as dates need it.
package func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
