import Desk
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("The pages of a group")
struct GroupsPageTests {
    @Test("every page of a group opens, for every window", arguments: TestEngine.available)
    func pages(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea")
            let empty = try await house.group("empty")
            for group in [tea, empty] {
                for tab in GroupTab.allCases {
                    for query in [
                        "", "?w=90", "?w=all", "?from=2026-11-01&to=2026-11-07", "?from=2020-01-01&to=2020-02-01",
                    ] {
                        let page = try await owner.get(tab.path(group) + query)
                        #expect(page.status == 200, "\(tab) \(query)")
                        #expect(!page.text.contains("web.groups."), "\(tab) has a text without words")
                    }
                }
            }
            for query in ["?from=2026-11-07&to=2026-11-01", "?from=x&to=y", "?from=0001-01-01&to=9999-12-31"] {
                #expect(try await owner.get("/groups/\(tea)" + query).status == 400, "\(query)")
            }
            for path in ["/groups/\(tea)/secrets", "/groups/1", "/groups/x", "/groups/-1/people"] {
                #expect(try await owner.get(path).status == 404, "\(path)")
            }
        }
    }

    @Test("the overview has the report's figures, and each leads to its definition on the page")
    func overview() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea")
            let report = try await house.store.read { try GroupReport.load(group: tea, window: .all, in: $0) }
            let page = try await owner.get("/groups/\(tea)?w=all")
            #expect(page.words.contains(ReportWords.count(report.totals.sums.messages)))
            for tab in GroupTab.allCases where tab.hasReport {
                let text = try await owner.get(tab.path(tea)).text
                for match in text.matches(of: /href="#(def-[a-z_0-9]+)"/) {
                    #expect(text.contains("id=\"\(match.1)\""), "\(tab): \(match.1)")
                }
            }
        }
    }

    @Test("somebody else's group is not there, whatever the URL")
    func scope() async throws {
        try await TestEngine.sqlite.withHouse { house in
            _ = try await house.visitor(.owner)
            let own = try await house.talkingGroup("tea", days: 3)
            let other = try await house.talkingGroup("hidden rye", days: 3)
            for role in [Role.operator, .leader] {
                let visitor = try await house.visitor(role, groups: [own])
                for tab in GroupTab.allCases {
                    #expect(try await visitor.get(tab.path(other)).status == 404, "\(role) \(tab)")
                }
                for path in ["/compare?a=\(other)", "/compare?a=\(own)&b=\(other)"] {
                    #expect(try await visitor.get(path).status == 404, "\(role) \(path)")
                }
                for path in ["/groups", "/groups.csv", "/groups?q=hidden", "/compare?a=tea&b=hidden+rye"] {
                    let page = try await visitor.get(path)
                    #expect(page.status == 200 && !page.text.contains(">hidden rye<"), "\(role) \(path)")
                    #expect(!page.text.contains("\(other)"), "\(role) \(path)")
                }
            }
            let visitor = try await house.visitor(.operator, groups: [own], name: "second")
            for form in ["settings", "stage", "counting"] {
                let fields = [("group-zone", "UTC"), ("stage", "seed"), ("reason", "x"), ("kind", "fan")]
                #expect(try await visitor.post("/groups/\(other)/\(form)", fields).status == 404, "\(form)")
            }
        }
    }

    @Test("who may see groups and not people sees figures without names")
    func withoutPeople() async throws {
        try await TestEngine.sqlite.withHouse { house in
            _ = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea", people: ["Annabel", "Bobby", "Caitlin"])
            let viewer = try await house.visitor(.viewer)
            for tab in GroupTab.allCases {
                let page = try await viewer.get(tab.path(tea))
                let isClosed = [.people, .graph, .search, .settings].contains(tab)
                #expect(page.status == (isClosed ? 404 : 200), "\(tab)")
                for name in ["Annabel", "Bobby", "Caitlin"] { #expect(!page.text.contains(name), "\(tab) \(name)") }
            }
            let leader = try await house.visitor(.leader, groups: [tea])
            #expect(try await leader.get("/groups/\(tea)/people").text.contains("Annabel"))
            #expect(try await leader.get("/groups/\(tea)/settings").status == 404)
            #expect(try await leader.post("/groups/\(tea)/stage", [("stage", "seed"), ("reason", "x")]).status == 403)
        }
    }

    @Test("names, tags and texts that hold markup show as text on every page")
    func hostile() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let owner = try await house.visitor(.owner)
            let evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u{202E}"
            let group = try await house.talkingGroup(
                evil, people: [evil, "Bob", "\u{0}<svg/onload=x>"].map { $0.filter { $0 != "\0" } })
            let fields = [
                ("kind", "fan"), ("purpose", evil), ("promise", evil), ("owner", String(evil.prefix(80))),
                ("tags", "<b>x</b>"), ("capacity", "500"),
            ]
            #expect(try await owner.post("/groups/\(group)/settings", fields).status == 303)
            #expect(
                try await owner.post("/groups/\(group)/stage", [("stage", "seed"), ("reason", evil)]).status == 303)
            let paths =
                ["/groups", "/compare?a=\(group)&b=\(FormFields.escaped(evil))"]
                + GroupTab.allCases.map { $0.path(group) }
            for path in paths {
                let page = try await owner.get(path)
                #expect(page.status == 200, "\(path)")
                for mark in ["<script>alert", "<img", "<svg/", "<b>x", "\u{202E}"] {
                    #expect(!page.text.contains(mark), "\(path) \(mark)")
                }
            }
        }
    }

    @Test("two groups stand side by side, and a group among its kind")
    func compare() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let owner = try await house.visitor(.owner)
            let record = house.site.record
            var groups: [GroupID] = []
            for number in 0..<7 { groups.append(try await house.talkingGroup("tea \(number)", days: 2 + number)) }
            try await house.store.write { [groups] transaction in
                for id in groups {
                    guard let group = try Group.find(id, in: transaction) else { continue }
                    try record.setKind(.fan, of: group, in: transaction)
                }
            }
            try await house.count()
            let page = try await owner.get("/compare?a=\(groups[0])&b=tea+6&w=28")
            #expect(page.status == 200 && page.text.contains("id=\"two\"") && page.text.contains("id=\"kind\""))
            let kind = try await house.store.read { [groups] in try KindComparison.ofStandings(groups[0], in: $0) }
            let whole = try await house.store.read { [groups] in
                try KindComparison.load(groups[0], window: .last28Days, in: $0)
            }
            let lines = try #require(kind?.lines)
            #expect(lines.count == 8)
            for line in lines { #expect(whole.lines.contains(line), "\(line.figure.key)") }
            #expect(try await owner.get("/compare?a=nobody&b=none").status == 200)
        }
    }
}
