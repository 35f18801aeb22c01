import Foundation
import Kernel
import Testing

struct CivilZoneTests {
    /// A zone, a wall time, and the seconds of its instant by Python's zoneinfo with fold = 0.
    static let walls: [(zone: String, day: String, hour: Int, minute: Int, seconds: Int64)] = [
        ("UTC", "2026-11-23", 8, 30, 1_795_422_600), ("Asia/Shanghai", "2026-11-23", 8, 30, 1_795_393_800),
        // Twice: the first counts.
        ("Europe/Berlin", "2026-10-25", 2, 30, 1_792_888_200), ("America/New_York", "2026-11-01", 1, 30, 1_793_511_000),
        ("America/St_Johns", "2006-10-28", 23, 30, 1_162_087_200),
        ("Australia/Lord_Howe", "2026-04-05", 1, 45, 1_775_313_900),
        // Skipped: read with the offset before.
        ("Europe/Berlin", "2026-03-29", 2, 30, 1_774_747_800), ("America/New_York", "2026-03-08", 2, 30, 1_772_955_000),
        ("Pacific/Apia", "2011-12-30", 12, 0, 1_325_282_400), ("Asia/Shanghai", "1986-05-04", 2, 30, 515_529_000),
        ("Europe/Berlin", "2026-03-29", 3, 0, 1_774_746_000), ("Europe/Berlin", "2026-03-29", 1, 59, 1_774_745_940),
    ]

    @Test("A wall time is the instant that Python's zoneinfo says", arguments: walls)
    func wall(zone: String, day: String, hour: Int, minute: Int, seconds: Int64) throws {
        var zone = try #require(CivilZone(zone))
        let day = try #require(CivilDay(day))
        let wall = try #require(WallTime(day: day, hour: hour, minute: minute))
        #expect(zone.instant(wall) == Instant(seconds: seconds))
    }

    @Test(
        "Day and hour are those of Foundation's calendar around every change of clocks, asked in any order",
        arguments: [
            "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu",
            "Africa/Casablanca", "Pacific/Apia", "Asia/Gaza", "Africa/Monrovia",
        ])
    func calendar(name: String) throws {
        var zone = try #require(CivilZone(name))
        let foundation = try #require(TimeZone(identifier: name))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = foundation
        var chance = SeededGenerator(seed: 7)
        var wrong: [String] = []
        var change = foundation.nextDaylightSavingTimeTransition(after: Date(timeIntervalSince1970: 0))
        while let date = change, date.timeIntervalSince1970 < 1_900_000_000 {
            let middle = Int64(date.timeIntervalSince1970)
            let seconds = ([-1, 0, 1, -60, 60, -1000, 1000, -86_400, 86_400] as [Int64]).map { middle + $0 }
            for second in seconds.shuffled(using: &chance) {
                let parts = calendar.dateComponents(
                    [.year, .month, .day, .hour], from: Date(timeIntervalSince1970: Double(second)))
                let day = CivilDay(year: parts.year!, month: parts.month!, day: parts.day!)
                let civil = zone.civil(Instant(seconds: second))
                if civil.day != day || civil.hour != parts.hour { wrong.append("\(Instant(seconds: second))") }
            }
            change = foundation.nextDaylightSavingTimeTransition(after: date)
        }
        #expect(wrong == [])
    }

    @Test("An instant's wall time leads back to it, save in the second showing of a doubled hour")
    func roundTrip() throws {
        var chance = SeededGenerator(seed: 11)
        var wrong: [String] = []
        for name in ["Europe/Berlin", "America/St_Johns", "Asia/Shanghai", "Australia/Lord_Howe"] {
            var zone = try #require(CivilZone(name))
            for _ in 0..<3000 {
                let instant = Instant(milliseconds: .random(in: 0..<1_900_000_000_000, using: &chance))
                let back = zone.instant(zone.wallTime(instant))
                let isSecondShowing = back < instant && zone.wallTime(back) == zone.wallTime(instant)
                if back != instant, !isSecondShowing { wrong.append("\(name) \(instant)") }
            }
        }
        #expect(wrong == [])
    }

    @Test("Only IANA names are zones", arguments: ["", "CST", "GMT+8", "Mars/Phobos", "shanghai", "+08:00"])
    func refused(name: String) {
        #expect(CivilZone(name) == nil)
    }
}
