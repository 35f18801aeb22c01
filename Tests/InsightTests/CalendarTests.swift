import Insight
import Kernel
import Testing

@Suite("Days, weeks, months and windows")
struct CalendarTests {
    @Test(
        "periods cover the window, the first and last cut to it",
        arguments: [
            // ISO weeks round a new year: 2026-W53 ends on 3 January 2027, 2020-W53 likewise.
            (CalendarPeriod.week, "2026-12-28", "2027-01-05", ["2026-W53 7", "2027-W01 2"]),
            (.week, "2021-01-01", "2021-01-04", ["2020-W53 3", "2021-W01 1"]),
            (.week, "2024-12-29", "2024-12-31", ["2024-W52 1", "2025-W01 2"]),
            (.week, "2026-11-23", "2026-11-23", ["2026-W48 1"]),
            (.month, "2024-02-28", "2024-03-01", ["2024-02 2", "2024-03 1"]),
            (.month, "2100-02-28", "2100-03-01", ["2100-02 1", "2100-03 1"]),
            (.month, "2026-12-31", "2027-01-01", ["2026-12 1", "2027-01 1"]),
            (.month, "2026-11-01", "2026-11-30", ["2026-11 30"]),
            (.year, "2023-12-31", "2025-01-01", ["2023 1", "2024 366", "2025 1"]),
        ] as [(CalendarPeriod, String, String, [String])])
    func periods(period: CalendarPeriod, from: String, to: String, expected: [String]) {
        let ranges = period.ranges(in: range(from, to))
        #expect(ranges.map { "\(period.name(of: $0.from)) \($0.count)" } == expected)
        #expect(ranges.flatMap(\.days) == range(from, to).days)
    }

    @Test(
        "a window is resolved by the group's data",
        arguments: [
            (ReportWindow.last28Days, range("2026-01-01", "2026-11-23"), range("2026-10-27", "2026-11-23")),
            (.last28Days, range("2026-11-20", "2026-11-23"), range("2026-10-27", "2026-11-23")),
            (.last28Days, nil, nil),
            (.all, range("2026-01-01", "2026-11-23"), range("2026-01-01", "2026-11-23")),
            (.all, nil, nil),
            (.days(from: november(1), to: november(1)), nil, range("2026-11-01", "2026-11-01")),
        ] as [(ReportWindow, DayRange?, DayRange?)])
    func windows(window: ReportWindow, data: DayRange?, expected: DayRange?) throws {
        #expect(try window.resolved(data: data) == expected)
    }

    @Test(
        "a window that runs backward or over a hundred years is a fault",
        arguments: [
            (november(2), november(1), "report.window.reversed"),
            (CivilDay("1926-01-01")!, CivilDay("2026-01-01")!, "report.window.long"),
        ])
    func refused(from: CivilDay, to: CivilDay, text: String) {
        let fault = #expect(throws: Fault.self) { try ReportWindow.days(from: from, to: to).resolved(data: nil) }
        #expect(fault?.text == text)
        #expect(fault?.code == .usage)
    }
}
