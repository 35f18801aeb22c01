package import Foundation
internal import Kernel

extension GroupReport {
    /// The report as JSON, keys sorted and named as in METRICS; a ratio without a denominator is `null`.
    package func jsonData() throws -> Data { json.data }

    /// The same before it is written.
    package var json: JSONValue {
        .pairs([
            "activity": .pairs([
                "days": .array(days.map { $0.json([("date", .string("\($0.range.from)"))]) }),
                "months": .array(months.map { $0.json($0.names(.month, key: "month")) }),
                "totals": totals.json,
                "weeks": .array(weeks.map { $0.json($0.names(.week, key: "week")) }),
            ]),
            "anomalies": .pairs([
                "joins_implied": .integer(totals.sums.joinsImplied),
                "joins_of_present": .integer(totals.sums.joinsOfPresent),
                "leaves_of_absent": .integer(totals.sums.leavesOfAbsent),
            ]),
            "graph": graph.json,
            "group": group.json,
            "hours": .array(hours.counts.map { .array($0.map { .integer($0) }) }),
            "retention": .array(retention.map(\.json)),
            "window": .pairs([
                "from": JSONValue(window.map { "\($0.from)" }), "to": JSONValue(window.map { "\($0.to)" }),
            ]),
        ])
    }
}

extension GroupLabel {
    fileprivate var json: JSONValue {
        .pairs([
            "kind": JSONValue(kind), "name": .string(name), "network": .string(network), "zone": .string(zone),
        ])
    }
}

extension ActivityTotals {
    fileprivate var json: JSONValue {
        .pairs([
            "active": .integer(active),
            "active_ratio": JSONValue(activeRatio),
            "churn_rate": JSONValue(churnRate),
            "dau": .integer(dailyActive),
            "gini": JSONValue(gini),
            "growth_rate": JSONValue(growthRate),
            "joins": .integer(sums.joins),
            "leaves": .integer(sums.leaves),
            "mau": .integer(monthlyActive),
            "members": .integer(members),
            "messages": .integer(sums.messages),
            "messages_bot": .integer(sums.messagesOfBots),
            "messages_per_active": JSONValue(messagesPerActive),
            "messages_per_member": JSONValue(messagesPerMember),
            "people_seen": .integer(peopleSeen),
            "renames": .integer(sums.renames),
            "sessions": .integer(sums.sessions),
            "silent": .integer(silent),
            "stickiness": JSONValue(stickiness),
            "top10_share": JSONValue(topTenthShare),
            "wau": .integer(weeklyActive),
        ])
    }
}

extension ActivityPoint {
    fileprivate func names(_ period: CalendarPeriod, key: String) -> [(key: String, value: JSONValue)] {
        [
            (key, .string(period.name(of: range.from))), ("from", .string("\(range.from)")),
            ("to", .string("\(range.to)")),
        ]
    }

    fileprivate func json(_ names: [(key: String, value: JSONValue)]) -> JSONValue {
        .object(
            [
                ("active", .integer(active)), ("joins", .integer(joins)), ("leaves", .integer(leaves)),
                ("members", .integer(members)), ("messages", .integer(messages)),
            ] + names)
    }
}

extension Cohort {
    fileprivate var json: JSONValue {
        .pairs([
            "active": .array(active.map { JSONValue($0) }), "size": .integer(size), "week": .string(week.isoWeek),
        ])
    }
}

extension GraphFigures {
    fileprivate var json: JSONValue {
        .pairs([
            "connected": JSONValue(connected),
            "density": JSONValue(density),
            "edges": .integer(edges),
            "largest_component": JSONValue(largestComponent),
            "reciprocity": JSONValue(reciprocity),
            "weight": .integer(weight),
        ])
    }
}

extension GroupSummary {
    /// The summary as one line of JSON, keys sorted.
    package func jsonData() throws -> Data { json.data }

    /// One JSON object a line, each line ended.
    package static func jsonLines(_ summaries: [GroupSummary]) throws -> Data {
        var bytes: [UInt8] = []
        for summary in summaries {
            summary.json.append(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return Data(bytes)
    }

    private var json: JSONValue {
        .pairs([
            "first_day": JSONValue(data.map { "\($0.from)" }),
            "group": group.json,
            "last_day": JSONValue(data.map { "\($0.to)" }),
            "totals": .pairs([
                "active": .integer(active),
                "joins": .integer(joins),
                "leaves": .integer(leaves),
                "members": .integer(members),
                "messages": .integer(messages),
                "messages_bot": .integer(messagesOfBots),
                "messages_per_active": JSONValue(messagesPerActive),
                "messages_per_member": JSONValue(messagesPerMember),
                "people_seen": .integer(peopleSeen),
                "sessions": .integer(sessions),
            ]),
        ])
    }
}
