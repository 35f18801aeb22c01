import Insight
import Kernel
import Testing

@testable import Bulletins

@Suite("When scheduled reports are made")
struct RhythmTests {
    private func wall(_ text: String, _ zone: String) throws -> Instant {
        let parts = text.split(separator: " ")
        let (day, time) = (try #require(CivilDay(parts[0])), parts[1].split(separator: ":").compactMap { Int($0) })
        var civil = try #require(CivilZone(zone))
        return civil.instant(try #require(WallTime(day: day, hour: time[0], minute: time[1])))
    }

    struct Step: Sendable {
        let rhythm: (span: ReportSpan, minute: Int, weekday: Int, monthDay: Int)
        let zone: String
        let after: String
        let next: String
    }

    static let steps: [Step] = [
        Step(rhythm: (.day, 540, 0, 1), zone: "Asia/Shanghai", after: "2026-11-24 08:59", next: "2026-11-24 09:00"),
        Step(rhythm: (.day, 540, 0, 1), zone: "Asia/Shanghai", after: "2026-11-24 09:00", next: "2026-11-25 09:00"),
        Step(rhythm: (.week, 540, 0, 1), zone: "Asia/Shanghai", after: "2026-11-24 09:00", next: "2026-11-30 09:00"),
        Step(rhythm: (.week, 0, 1, 1), zone: "UTC", after: "2026-11-23 23:59", next: "2026-11-24 00:00"),
        Step(rhythm: (.month, 60, 0, 31), zone: "UTC", after: "2026-11-24 00:00", next: "2026-11-30 01:00"),
        Step(rhythm: (.month, 60, 0, 31), zone: "UTC", after: "2027-01-31 01:00", next: "2027-02-28 01:00"),
        Step(rhythm: (.month, 60, 0, 29), zone: "UTC", after: "2028-02-01 01:00", next: "2028-02-29 01:00"),
        // The day of 23 hours and that of 25 hours: nine o'clock stays nine o'clock.
        Step(rhythm: (.day, 540, 0, 1), zone: "Europe/Berlin", after: "2026-03-28 09:00", next: "2026-03-29 09:00"),
        Step(rhythm: (.day, 540, 0, 1), zone: "Europe/Berlin", after: "2026-10-24 09:00", next: "2026-10-25 09:00"),
        // Half past two is skipped that night: it comes an hour later, once.
        Step(rhythm: (.day, 150, 0, 1), zone: "Europe/Berlin", after: "2026-03-28 02:30", next: "2026-03-29 03:30"),
        Step(rhythm: (.day, 150, 0, 1), zone: "Europe/Berlin", after: "2026-03-29 03:30", next: "2026-03-30 02:30"),
    ]

    @Test("The next time is the first of its day and minute after now, by the wall clock", arguments: steps)
    func next(step: Step) throws {
        let (span, minute, weekday, monthDay) = step.rhythm
        let rhythm = try ReportRhythm(span, minute: minute, weekday: weekday, monthDay: monthDay)
        var zone = try #require(CivilZone(step.zone))
        let after = try wall(step.after, step.zone)
        let next = rhythm.next(after: after, in: &zone)
        #expect(next == (try wall(step.next, step.zone)))
        #expect(rhythm.latest(notAfter: next, in: &zone) == next)
        #expect(rhythm.latest(notAfter: next.advanced(byMilliseconds: -1), in: &zone) <= after)
    }

    @Test("A time that a night shows twice comes once")
    func twice() throws {
        let rhythm = try ReportRhythm(.day, minute: 150)
        var zone = try #require(CivilZone("Europe/Berlin"))
        var (times, at) = ([Instant](), try wall("2026-10-24 03:00", "Europe/Berlin"))
        for _ in 0..<3 {
            at = rhythm.next(after: at, in: &zone)
            times.append(at)
        }
        #expect(Set(times.map { zone.civil($0).day }).count == 3)
        // From summer time's half past two to winter's is a day and an hour.
        #expect(times[1].seconds - times[0].seconds == 25 * 3600)
    }

    @Test("The days are the day before, the seven before, or the month before")
    func days() throws {
        let today = try #require(CivilDay("2026-03-31"))
        #expect(
            ReportSpan.day.days(before: today) == DayRange(from: today.advanced(by: -1), to: today.advanced(by: -1)))
        #expect(ReportSpan.week.days(before: today).count == 7)
        #expect(ReportSpan.week.days(before: today).to == today.advanced(by: -1))
        let month = ReportSpan.month.days(before: today)
        #expect("\(month.from)" == "2026-02-01" && "\(month.to)" == "2026-02-28")
    }

    @Test("Numbers out of range are refused")
    func refused() {
        #expect(throws: Fault.self) { try ReportRhythm(.day, minute: 1440) }
        #expect(throws: Fault.self) { try ReportRhythm(.week, minute: 0, weekday: 7) }
        #expect(throws: Fault.self) { try ReportRhythm(.month, minute: 0, monthDay: 0) }
    }
}
