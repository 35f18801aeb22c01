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
            "best_hours": bestHours.json,
            "busiest_days": .array(busiestDays.map { $0.json([("date", .string("\($0.range.from)"))]) }),
            "death": death?.json ?? .null,
            "follow_ups": outlook?.followUpsJSON ?? .null,
            "forecast": outlook?.forecastJSON ?? .null,
            "graph": .object(graph.pairs + [("course", .array(courseJSON))]),
            "group": group.json,
            "health": outlook?.healthJSON ?? .null,
            "hours": .array(hours.counts.map { .array($0.map { .integer($0) }) }),
            "joining": joining.json,
            "links_all_time": .array(links.map(\.json)),
            "noise": noise.json,
            "people": people.json,
            "retention": .array(retention.map(\.json)),
            "stage": stage?.json ?? .null,
            "survival_members": survival.json,
            "survival_members_totals": .pairs([
                "ends": .integer(survival.ends), "median": JSONValue(survival.median),
                "subjects": .integer(survival.subjects),
            ]),
            "topics": topics?.json ?? .null,
            "value": value.json,
            "window": .pairs([
                "from": JSONValue(window.map { "\($0.from)" }), "to": JSONValue(window.map { "\($0.to)" }),
            ]),
        ])
    }

    private var courseJSON: [JSONValue] {
        guard let window else { return [] }
        let period = GraphCourse.period(of: window)
        return graphCourse.map { point in
            .object(point.figures.pairs + point.range.names(period, key: period == .week ? "week" : "month"))
        }
    }
}

extension GroupLabel {
    var json: JSONValue {
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

extension DayRange {
    fileprivate func names(_ period: CalendarPeriod, key: String) -> [(key: String, value: JSONValue)] {
        [(key, .string(period.name(of: from))), ("from", .string("\(from)")), ("to", .string("\(to)"))]
    }
}

extension ActivityPoint {
    fileprivate func names(_ period: CalendarPeriod, key: String) -> [(key: String, value: JSONValue)] {
        range.names(period, key: key)
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
    fileprivate var pairs: [(key: String, value: JSONValue)] {
        [
            ("connected", JSONValue(connected)), ("density", JSONValue(density)), ("edges", .integer(edges)),
            ("largest_component", JSONValue(largestComponent)), ("reciprocity", JSONValue(reciprocity)),
            ("weight", .integer(weight)),
        ]
    }
}
