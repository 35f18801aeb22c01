package import Kernel
package import Storage

extension GroupReport {
    /// Reads a report that names nobody, with what became of what the report on the days before advised.
    ///
    /// Throws what `load` throws.
    package static func loadForKeeping(
        group: GroupID, days: DayRange, in transaction: Transaction
    ) throws -> GroupReport {
        var report = try load(group: group, window: .days(from: days.from, to: days.to), in: transaction)
        report.topics = try ReportTopics.load(group: group, window: days, withPeople: false, in: transaction)
        report.removePeople()
        // Days from before the record began would have advised something else.
        guard let data = report.data, data.from <= days.previous.from else { return report }
        let before = days.previous
        var earlier = try load(group: group, window: .days(from: before.from, to: before.to), in: transaction)
        earlier.removePeople()
        report.courses = report.courses(of: earlier)
        return report
    }
}
