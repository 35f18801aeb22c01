import Kernel
import Testing

struct CivilDayTests {
    /// A date, its number, its weekday, its ISO week (from Python's datetime).
    static let known: [(String, Int32, Int, String)] = [
        ("1970-01-01", 0, 3, "1970-W01"), ("1969-12-31", -1, 2, "1970-W01"), ("2000-02-29", 11_016, 1, "2000-W09"),
        ("2004-12-31", 12_783, 4, "2004-W53"), ("2005-01-02", 12_785, 6, "2004-W53"),
        ("2008-12-29", 14_242, 0, "2009-W01"),
        ("2021-01-03", 18_630, 6, "2020-W53"), ("2026-11-23", 20_780, 0, "2026-W48"),
        ("0001-01-01", -719_162, 0, "0001-W01"),
        ("9999-12-31", 2_932_896, 4, "9999-W52"), ("1900-03-01", -25_508, 3, "1900-W09"),
    ]

    @Test("A date has the number, weekday and ISO week that it has", arguments: known)
    func date(text: String, number: Int32, weekday: Int, week: String) throws {
        let day = try #require(CivilDay(text))
        #expect(
            [day.description, String(day.number), String(day.weekday), day.isoWeek] == [
                text, "\(number)", "\(weekday)", week,
            ])
    }

    @Test(
        "What is no date is refused",
        arguments: [
            "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "2026-11-00", "0000-01-01",
            "2026-1-01",
            "2026-11-2", "+026-11-23", "2026-11-23 ", "２０２６-11-23", "2026/11/23", "",
        ])
    func refused(text: String) {
        #expect(CivilDay(text) == nil)
    }

    @Test("Every day of eight centuries is the one after the day before, and reads as it is written")
    func everyDay() throws {
        var wrong: [String] = []
        var before = (year: 1599, month: 12, day: 31)
        for number in try #require(CivilDay("1600-01-01")).number...(try #require(CivilDay("2399-12-31")).number) {
            let day = CivilDay(number: number)
            let date = day.date
            let follows =
                (date.year, date.month, date.day) == (before.year, before.month, before.day + 1)
                || (date.year, date.month, date.day) == (before.year, before.month + 1, 1) && before.day >= 28
                || (date.month, date.day) == (1, 1) && before.month == 12 && before.day == 31
            if !follows || CivilDay(year: date.year, month: date.month, day: date.day) != day {
                wrong.append(day.description)
            }
            before = date
        }
        #expect(wrong == [])
    }

    @Test("Weeks begin on Monday, months on their first, and both lead on to the next")
    func spans() {
        var wrong: [String] = []
        for number in Int32(-1000)..<30_000 {
            let day = CivilDay(number: number)
            let isRight =
                day.monday.weekday == 0 && (0...6).contains(day.monday.distance(to: day))
                && day.monday.advanced(by: 3).isoMonth.prefix(4) == day.isoWeek.prefix(4)
                && day.firstOfMonth.date.day == 1 && day.firstOfMonth.isoMonth == day.isoMonth
                && day.firstOfNextMonth.date.day == 1 && day.firstOfNextMonth.advanced(by: -1).isoMonth == day.isoMonth
            if !isRight { wrong.append(day.description) }
        }
        #expect(wrong == [])
    }
}
