internal import Foundation

/// An IANA time zone with the two questions Banyan asks of it: which civil day and hour is this instant,
/// and which instant is this wall time.
///
/// Holds a small cache, so keep one per stretch of work and pass it `inout`; copies are cheap and independent.
package struct CivilZone: Sendable {
    /// The IANA name, as in `Asia/Shanghai`.
    package let name: String
    private let zone: TimeZone
    private var cached = OffsetSpan(from: 0, until: 0, offset: 0)

    /// Seconds since the epoch within which the zone's offset from UTC is known not to change.
    private struct OffsetSpan {
        var from: Int64
        var until: Int64
        var offset: Int64
    }

    /// Names that IANA keeps for UTC: machines are set to one or the other, and a group must not mind.
    private static let namesOfUTC: Set<String> = [
        "Etc/UTC", "Etc/UCT", "Etc/GMT", "Etc/Universal", "Etc/Zulu", "GMT", "UCT", "Universal", "Zulu",
    ]

    /// Nil where the name is not an IANA zone known to this machine.
    package init?(_ given: String) {
        let name = CivilZone.namesOfUTC.contains(given) ? "UTC" : given
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        self.name = name
        self.zone = zone
    }

    package static var utc: CivilZone { CivilZone("UTC")! }

    /// The zone this machine is set to; UTC where it is not set to one with an IANA name.
    package static var ofThisMachine: CivilZone { CivilZone(TimeZone.current.identifier) ?? .utc }

    /// The civil day and the hour 0…23 that a clock in this zone shows at `instant`.
    package mutating func civil(_ instant: Instant) -> (day: CivilDay, hour: Int) {
        let seconds = instant.seconds
        let local = seconds + offset(at: seconds)
        let day = local.flooredQuotient(by: 86_400)
        return (CivilDay(number: Int32(clamping: day)), Int((local - day * 86_400) / 3600))
    }

    /// The wall time that a clock in this zone shows at `instant`.
    package mutating func wallTime(_ instant: Instant) -> WallTime {
        let local = instant.milliseconds + offset(at: instant.seconds) * 1000
        let day = local.flooredQuotient(by: 86_400_000)
        return WallTime(day: CivilDay(number: Int32(clamping: day)), millisecondOfDay: local - day * 86_400_000)
    }

    /// The instant of a wall time.
    ///
    /// A time that a change of clocks shows twice is taken for the first; one that it skips is read with the
    /// offset in force before the change (PEP 495, fold = 0, which Python's zoneinfo follows).
    package mutating func instant(_ wall: WallTime) -> Instant {
        let local = Int64(wall.day.number) * 86_400 + wall.millisecondOfDay / 1000
        // The offset in force before any change of that day: no zone is more than a day away from UTC.
        let earlier = offset(at: local - 86_400)
        let reading = local - earlier
        let later = offset(at: reading)
        let isShownByLater = later != earlier && offset(at: local - later) == later
        let seconds = isShownByLater ? local - later : reading
        return Instant(milliseconds: seconds * 1000 + wall.millisecondOfDay % 1000)
    }

    /// The first instant of a civil day in this zone.
    package mutating func start(of day: CivilDay) -> Instant {
        instant(WallTime(day: day, millisecondOfDay: 0))
    }

    /// Seconds to add to UTC at this second.
    private mutating func offset(at seconds: Int64) -> Int64 {
        if seconds >= cached.from, seconds < cached.until { return cached.offset }
        cached = span(around: seconds)
        return cached.offset
    }

    /// The widest easily found span around a second: its UTC day or quarter of an hour where nothing changes within,
    /// else that second (St. John's changed at one minute past midnight until 2011).
    private func span(around seconds: Int64) -> OffsetSpan {
        let offset = rawOffset(at: seconds)
        for length: Int64 in [86_400, 900] {
            let from = seconds.flooredQuotient(by: length) * length
            guard rawOffset(at: from) == offset, rawOffset(at: from + length - 1) == offset else { continue }
            return OffsetSpan(from: from, until: from + length, offset: offset)
        }
        return OffsetSpan(from: seconds, until: seconds + 1, offset: offset)
    }

    private func rawOffset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))))
    }
}
