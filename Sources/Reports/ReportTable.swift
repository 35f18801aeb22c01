package import Insight

/// The tables that the pages of a group show, each to be taken away as CSV of its own: a line for each row.
///
/// The columns are the members of the report's JSON, named as there; what lies deeper is `outer.inner`, and the columns of
/// a matrix are numbered from 0.
package enum ReportTable: String, CaseIterable, Sendable {
    case days, weeks, months, hours, retention, survival, course, busiest, noise, links, unanswered, scenes, inviters
    case core, edge, silent, bridge, speakers, answerers, newcomers, leaving

    /// Where it stands in the JSON.
    private var path: [String] {
        switch self {
        case .days, .weeks, .months: ["activity", rawValue]
        case .hours, .retention: [rawValue]
        case .survival: ["survival_members"]
        case .course: ["graph", "course"]
        case .busiest: ["busiest_days"]
        case .noise: ["noise", "days"]
        case .links: ["links_all_time"]
        case .unanswered: ["value", "unanswered"]
        case .scenes, .inviters: ["joining", rawValue]
        case .core, .edge, .silent, .bridge, .speakers, .answerers, .newcomers, .leaving:
            ["people", rawValue]
        }
    }

    /// Whether it names people.
    package var namesPeople: Bool { path.first == "people" || self == .unanswered || self == .inviters }

    /// The table of a report; its head alone where it has no row.
    package func csv(_ report: GroupReport) -> [UInt8] { ReportTable.csv(report.json, at: path) }

    static func csv(_ json: JSONValue, at path: [String]) -> [UInt8] {
        var value = json
        for key in path {
            guard case .object(let members) = value, let next = members.first(where: { $0.key == key })?.value else {
                return CSVTable(columns: []).bytes
            }
            value = next
        }
        return csv(rows: rows(of: value))
    }

    /// A row for each element of a list; an object that holds a list beside a count has that list's rows.
    private static func rows(of value: JSONValue) -> [[(key: String, value: JSONValue)]] {
        switch value {
        case .array(let elements): return elements.map { flat($0, "") }
        case .object(let members):
            for (_, value) in members { if case .array = value { return rows(of: value) } }
            return [flat(value, "")]
        default: return []
        }
    }

    private static func flat(_ value: JSONValue, _ name: String) -> [(key: String, value: JSONValue)] {
        func inside(_ key: String) -> String { name.isEmpty ? key : name + "." + key }
        switch value {
        case .object(let members):
            return members.sorted { $0.key < $1.key }.flatMap { flat($0.value, inside($0.key)) }
        case .array(let elements):
            return elements.enumerated().flatMap { flat($0.element, inside(String($0.offset))) }
        default: return [(name.isEmpty ? "value" : name, value)]
        }
    }

    private static func csv(rows: [[(key: String, value: JSONValue)]]) -> [UInt8] {
        var columns: [String] = []
        var known: Set<String> = []
        for row in rows { for cell in row where known.insert(cell.key).inserted { columns.append(cell.key) } }
        var table = CSVTable(columns: columns)
        for row in rows {
            let values = Dictionary(row.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
            table.add(columns.map { values[$0].map { CSVTable.Cell($0) } ?? .nothing })
        }
        return table.bytes
    }
}
