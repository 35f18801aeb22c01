package import Kernel

/// Which days a report is asked about.
package enum ReportWindow: Hashable, Sendable {
    /// The 28 days that end with the last day of the group's data.
    case last28Days
    /// So many days that end with the last day of the group's data.
    case last(Int)
    case days(from: CivilDay, to: CivilDay)
    /// From the first day of the group's data to the last.
    case all

    /// The longest window a report is made for: a hundred years of days.
    package static let longest = 36_525

    /// The days meant, given those of the group's data; nil where the data has no day and none was named.
    ///
    /// Throws a `.usage` fault where the window runs backward or is longer than `longest`.
    package func resolved(data: DayRange?) throws -> DayRange? {
        switch self {
        case .last28Days:
            return data.map { DayRange(ending: $0.to, count: 28) }
        case .last(let days):
            return data.map { DayRange(ending: $0.to, count: min(max(1, days), ReportWindow.longest)) }
        case .all:
            return data
        case .days(let from, let to):
            guard from <= to else {
                throw Fault(.usage, "report.window.reversed", ["from": "\(from)", "to": "\(to)"])
            }
            let range = DayRange(from: from, to: to)
            guard range.count <= ReportWindow.longest else {
                let values = ["days": "\(range.count)", "most": "\(ReportWindow.longest)"]
                throw Fault(.usage, "report.window.long", values)
            }
            return range
        }
    }
}
