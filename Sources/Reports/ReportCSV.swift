package import Insight

/// A report as one table in long form: a line for each figure of its JSON, with the names that it has there.
///
/// RFC 4180, UTF-8 with a byte order mark so that spreadsheets show Chinese, and no text that they would take for a
/// formula. Columns: `section` and `key` are the place in the JSON, `row` the place in a list, `date` the day, week or
/// month that a line is of, `name` the person, link or way that it is of.
package struct ReportCSV: Sendable {
    private var table = CSVTable(columns: ["section", "row", "date", "name", "key", "value"])

    package static func bytes(_ report: GroupReport) -> [UInt8] { bytes(report.json) }

    package static func bytes(_ report: JSONValue) -> [UInt8] {
        var csv = ReportCSV()
        csv.add(report, Place())
        return csv.table.bytes
    }

    /// Where in the JSON a value stands.
    private struct Place {
        var section = ""
        /// From 1 in a list; nil outside of one.
        var row: Int?
        var date: String?
        var name: String?
        /// The members that `date` and `name` were taken from, which need no line of their own.
        var told: Set<String> = []

        func inside(_ key: String) -> Place {
            var place = self
            place.section += place.section.isEmpty ? key : "." + key
            place.told = []
            return place
        }
    }

    private static let dates = ["date", "day", "week", "month"]
    private static let names = ["name", "url", "scene", "asker"]

    private mutating func add(_ value: JSONValue, _ place: Place) {
        switch value {
        case .object(let members):
            for (key, value) in members.sorted(by: { $0.key < $1.key }) where !place.told.contains(key) {
                switch value {
                case .object: add(value, place.inside(key))
                case .array(let elements): add(elements, key, place)
                default: add(value, key, place)
                }
            }
        case .array(let elements): add(elements, "", place)
        default: add(value, "", place)
        }
    }

    private mutating func add(_ elements: [JSONValue], _ key: String, _ place: Place) {
        for (index, element) in elements.enumerated() {
            switch element {
            case .object(let members):
                var row = place.inside(key)
                row.row = index + 1
                (row.date, row.name, row.told) = ReportCSV.identity(of: members)
                add(element, row)
            case .array(let inner):
                // A matrix: its keys are row.column, both from 0.
                for (column, value) in inner.enumerated() { add(value, "\(index).\(column)", place.inside(key)) }
            default: add(element, "\(key).\(index)", place)
            }
        }
    }

    /// What a member of a list is about.
    private static func identity(
        of members: [(key: String, value: JSONValue)]
    ) -> (date: String?, name: String?, told: Set<String>) {
        func first(_ keys: [String]) -> (key: String, text: String)? {
            for key in keys {
                if case .string(let text)? = members.first(where: { $0.key == key })?.value { return (key, text) }
            }
            return nil
        }
        let (date, name) = (first(dates), first(names))
        return (date?.text, name?.text, Set([date?.key, name?.key].compactMap { $0 }))
    }

    private mutating func add(_ value: JSONValue, _ key: String, _ place: Place) {
        let cells: [CSVTable.Cell] = [
            .text(place.section), place.row.map { .number(String($0)) } ?? .nothing,
            place.date.map { .text($0) } ?? .nothing, place.name.map { .text($0) } ?? .nothing, .text(key),
        ]
        table.add(cells + [CSVTable.Cell(value)])
    }
}
