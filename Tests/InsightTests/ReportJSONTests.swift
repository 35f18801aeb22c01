import Foundation
import Insight
import Kernel
import Testing

@Suite("JSON")
struct ReportJSONTests {
    @Test(
        "values are written as RFC 8259 has them, the shortest way that reads back",
        arguments: [
            (JSONValue.array([.null, .integer(-12), .integer(7)]), "[null,-12,7]"),
            (.array([.number(0.1), .number(2), .number(1.0 / 3), .number(1e-7)]), "[0.1,2,0.3333333333333333,1e-07]"),
            (.object([("b", .string("")), ("a", .array([]))]), #"{"a":[],"b":""}"#),
            (.string("a\"\\/\n\t\u{1}\u{1F}群👍"), #""a\"\\/\n\t\u0001\u001f群👍""#),
        ])
    func values(value: JSONValue, expected: String) {
        #expect(String(decoding: value.data, as: UTF8.self) == expected)
    }

    @Test("a report of one day, byte for byte")
    func report() throws {
        var group = SmallGroup()
        group.stays = [(0, november(23), nil), (1, november(23), nil)]
        group.memberDays = [(november(23), 0, 3), (november(23), 1, 1)]
        group.hours = [(november(23), 20, 4)]
        group.edges = [(november(23), 1, 0, 2)]
        let text = String(decoding: try group.report(range("2026-11-23", "2026-11-23")).jsonData(), as: UTF8.self)
        let quiet = "[" + [String](repeating: "0", count: 24).joined(separator: ",") + "]"
        let monday = quiet.replacing("0,0,0,0]", with: "4,0,0,0]")
        let rest = [String](repeating: quiet, count: 6).joined(separator: ",")
        let point = #"{"active":2,"FROMjoins":2,"leaves":0,"members":2,"messages":4,"#
        let nobody = #"{"count":0,"first":[]}"#
        /// Both people.
        func both(_ day: String) -> String {
            let lines = [(9_000_000_000, 3), (8_998_999_997, 1)].map {
                #"{"id":"\#($0.0)",\#(day)"messages":\#($0.1),"name":"p"}"#
            }
            return #"{"count":2,"first":[\#(lines.joined(separator: ","))]}"#
        }
        let day = point.replacing("FROM", with: #"date":"2026-11-23",""#)
        let span = point.replacing("FROM", with: #"from":"2026-11-23",""#)
        let expected = #"""
            {"activity":{"days":[\#(day.dropLast())}],\#
            "months":[\#(span)"month":"2026-11","to":"2026-11-23"}],\#
            "totals":{"active":2,"active_ratio":1,"churn_rate":null,"dau":2,"gini":0.25,"growth_rate":null,"joins":2,\#
            "leaves":0,"mau":2,"members":2,"messages":4,"messages_bot":0,"messages_per_active":2,\#
            "messages_per_member":2,"people_seen":2,"renames":0,"sessions":0,"silent":0,\#
            "stickiness":0.03571428571428571,"top10_share":0.75,"wau":2},\#
            "weeks":[\#(span)"to":"2026-11-23","week":"2026-W48"}]},\#
            "anomalies":{"joins_implied":0,"joins_of_present":0,"leaves_of_absent":0},\#
            "best_hours":{"weekends":[],"workdays":[{"hour":20,"speakers":0.05}]},\#
            "busiest_days":[\#(day.dropLast())}],"death":null,\#
            "follow_ups":null,"forecast":null,\#
            "graph":{"connected":0,"course":[{"connected":0,"density":0.5,"edges":1,"from":"2026-11-23",\#
            "largest_component":1,"reciprocity":0,"to":"2026-11-23","week":"2026-W48","weight":2}],\#
            "density":0.5,"edges":1,"largest_component":1,"reciprocity":0,"weight":2},\#
            "group":{"kind":"good-things","name":"烘焙小屋","network":"wechat","zone":"Asia/Shanghai"},"health":null,\#
            "hours":[\#(monday),\#(rest)],\#
            "joining":{"inviter_count":0,"inviters":[],"quit_scenes":[],\#
            "scenes":[{"joined":2,"scene":null,"spoke":2,"stayed":2}]},\#
            "links_all_time":[],"noise":{"days":[],"messages":0},\#
            "people":{"answerers":\#(nobody),"bridge":\#(nobody),"core":\#(nobody),"edge":\#(both("")),\#
            "leaving":\#(nobody),"newcomers":\#(both(#""joined":"2026-11-23","#)),"silent":\#(nobody),\#
            "speakers":\#(both(""))},\#
            "retention":[{"active":[null],"size":2,"week":"2026-W48"}],\#
            "stage":{"reasons":[{"figure":"age","value":0}],"stage":"seed"},\#
            "survival_members":[{"at_risk":2,"high":1,"low":1,"s":1,"t":0}],\#
            "survival_members_totals":{"ends":0,"median":null,"subjects":2},\#
            "topics":null,\#
            "value":{"answered":0,"answered_ratio":null,"attention":1,"benefit":0,"carrying":0,"carrying_share":0,\#
            "questions":0,"response_time_median":null,"unanswered":[],"unanswered_count":0},\#
            "window":{"from":"2026-11-23","to":"2026-11-23"}}
            """#
        #expect(text == expected)
    }

    @Test("a group without data has null where days would be")
    func empty() throws {
        let label = GroupLabel(name: "x", network: "irc", kind: nil, zone: "UTC", isPresence: true)
        let text = String(
            decoding: try GroupReport(group: label, data: nil, window: nil).jsonData(), as: UTF8.self)
        #expect(text.contains(#""retention":[],"stage":null,"survival_members":[],"#))
        #expect(text.hasSuffix(#""window":{"from":null,"to":null}}"#))
        #expect(text.contains(#""group":{"kind":null,"name":"x","network":"irc","zone":"UTC"}"#))
        #expect(text.contains(#""reciprocity":null"#))
        let lines = try GroupSummary.jsonLines([GroupSummary(group: label)])
        let expected = #"""
            {"died":null,"first_day":null,"group":{"kind":null,"name":"x","network":"irc","zone":"UTC"},\#
            "last_day":null,"revived":null,"totals":{"active":0,"joins":0,"leaves":0,"members":0,"messages":0,"messages_bot":0,\#
            "messages_per_active":null,"messages_per_member":null,"people_seen":0,"sessions":0}}
            {"reference":{"30":0.3,"7":0.6},"survival_groups":[],"survival_groups_by_kind":{},\#
            "survival_groups_totals":{"ends":0,"median":null,"subjects":0}}

            """#
        #expect(String(decoding: lines, as: UTF8.self) == expected)
    }

    private struct Figures: Decodable {
        struct Activity: Decodable { let totals: [String: Double?] }
        struct Graph: Decodable {
            let edges, weight: Double
            let connected, density, largestComponent, reciprocity: Double?

            subscript(key: String) -> Double?? {
                let figures: [String: Double?] = [
                    "edges": edges, "weight": weight, "connected": connected, "density": density,
                    "largest_component": largestComponent, "reciprocity": reciprocity,
                ]
                return figures[key]
            }

            enum CodingKeys: String, CodingKey {
                case edges, weight, connected, density, reciprocity
                case largestComponent = "largest_component"
            }
        }
        let activity: Activity
        let graph: Graph
    }

    @Test("any report reads back by Foundation with every figure as it was, 200 groups by chance")
    func readsBack() throws {
        var wrong: [String] = []
        for seed in UInt64(1)...200 {
            let group = SmallGroup(seed: seed)
            guard let data = group.data else { continue }
            let report = group.report(data)
            let read = try JSONDecoder().decode(Figures.self, from: report.jsonData())
            for (key, value) in SlowCount.figures(of: report) {
                guard let found = read.activity.totals[key] ?? read.graph[key], found == value else {
                    wrong.append("seed \(seed): \(key)")
                    continue
                }
            }
        }
        #expect(wrong == [])
    }
}
