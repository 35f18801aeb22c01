internal import Kernel

/// Wall times to instants, fast for times that follow each other.
///
/// Within a quarter of an hour clocks hardly ever change; where both its ends say so, the rest is an addition.
struct WallClock {
    private var zone: CivilZone
    private var known: Range<Int64> = 0..<0
    private var difference: Int64 = 0

    private static let quarter: Int64 = 900_000

    init(_ zone: CivilZone) { self.zone = zone }

    mutating func instant(_ day: CivilDay, millisecondOfDay: Int64) -> Instant {
        let wall = Int64(day.number) * 86_400_000 + millisecondOfDay
        if known.contains(wall) { return Instant(milliseconds: wall - difference) }
        let start = millisecondOfDay - millisecondOfDay % WallClock.quarter
        let first = zone.instant(WallTime(day: day, millisecondOfDay: start))
        let last = zone.instant(WallTime(day: day, millisecondOfDay: start + WallClock.quarter - 1))
        if last.milliseconds - first.milliseconds == WallClock.quarter - 1 {
            let wallStart = wall - millisecondOfDay % WallClock.quarter
            known = wallStart..<wallStart + WallClock.quarter
            difference = wallStart - first.milliseconds
        }
        return zone.instant(WallTime(day: day, millisecondOfDay: millisecondOfDay))
    }
}
