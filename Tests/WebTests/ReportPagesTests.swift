import Bulletins
import Desk
import HTTPTypes
import Insight
import Kernel
import Reports
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("The pages of reports")
struct ReportPagesTests {
    @Test("a report comes in every form, its file called after the group and its days", arguments: TestEngine.available)
    func forms(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("茶/<b>馆")
            for base in ["/reports/\(tea)", "/reports/community"] {
                let page = try await owner.get(base + "/page")
                #expect(page.status == 200 && !page.text.contains("<b>馆"))
                for (form, type) in [
                    ("html", "text/html"), ("csv", "text/csv"), ("json", "application/json"), ("text", "text/plain"),
                ] {
                    let reply = try await owner.get("\(base)/\(form)")
                    #expect(reply.status == 200 && reply.headers[.contentType]?.hasPrefix(type) == true, "\(form)")
                    let name = try #require(reply.headers[.contentDisposition])
                    #expect(name.hasPrefix("attachment; filename=\"") && !name.contains("/"))
                }
            }
            let name = try #require(try await owner.get("/reports/\(tea)/csv").headers[.contentDisposition])
            #expect(name.contains("filename*=UTF-8''%E8%8C%B6"))
        }
    }

    @Test("a report asked for is kept, opened, deleted and brought back", arguments: TestEngine.available)
    func kept(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea")
            for about in ["community", "kind:study", "tag:spring", "group:\(tea)"] {
                house.clock.advance(bySeconds: 2)
                let told = try await owner.post("/reports/kept", [("about", about), ("span", "week")])
                #expect(told.status == 303 && told.location == "/reports/kept", "\(about)")
            }
            let list = try await owner.get("/reports/kept")
            let ids = list.text.matches(of: /reports\/kept\/(\d+)\/page/).map { String($0.1) }
            #expect(ids.count == 4 && !list.text.contains("web.bulletins"))
            for form in ReportForm.allCases where form != .pdf {
                let reply = try await owner.get("/reports/kept/\(ids[0])/\(form.rawValue)")
                #expect(reply.status == 200 && reply.text.contains("tea"), "\(form)")
                if form != .page, form != .html { #expect(!reply.text.contains("Ann"), "nobody is named") }
            }
            #expect(try await owner.post("/reports/kept/\(ids[0])/drop").status == 303)
            #expect(try await !owner.get("/reports/kept").text.contains("kept/\(ids[0])/page"))
            #expect(try await owner.post("/reports/kept/\(ids[0])/restore").status == 303)
            #expect(try await owner.get("/reports/kept").text.contains("kept/\(ids[0])/page"))
            for about in ["", "kind:none", "group:x", "tag:"] {
                #expect(try await owner.post("/reports/kept", [("about", about), ("span", "week")]).status == 400)
            }
        }
    }

    @Test("a schedule is made, run, ended and taken up again; a bad one comes back with what is wrong")
    func schedules() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea")
            let path = "/reports/schedules"
            let good = [("about", "group:\(tea)"), ("span", "week"), ("at", "09:30"), ("weekday", "2"), ("keeps", "5")]
            #expect(try await owner.post(path, good).location == path)
            let page = try await owner.get(path)
            let id = try #require(page.text.firstMatch(of: /schedules\/(\d+)\/run/).map { String($0.1) })
            #expect(page.words.contains("Wed") && page.words.contains("09:30"))
            #expect(try await owner.post("\(path)/\(id)/run").location == "/reports/kept")
            #expect(try await owner.get("/reports/kept?schedule=\(id)").text.contains("/page"))
            let form = try await owner.get(path + "/\(id)")
            #expect(form.status == 200 && form.text.contains("name=\"keeps\""))
            #expect(try await owner.get(path + "/77").status == 404)
            let refused = try await owner.post(path + "/\(id)", [("about", "community"), ("at", "25:99")])
            #expect(refused.status == 422 && refused.text.contains("value=\"25:99\""))
            let asked = [
                ("about", "community"), ("span", "month"), ("at", "07:30"), ("month-day", "3"), ("keeps", "4"),
                ("language", "en"),
            ]
            #expect(try await owner.post(path + "/\(id)", asked).status == 303)
            #expect(try await owner.get(path + "/\(id)").text.contains("value=\"07:30\""))
            #expect(try await owner.post("\(path)/\(id)/drop").status == 303)
            #expect(try await !owner.get(path).text.contains("schedules/\(id)/run"))
            #expect(try await owner.post("\(path)/\(id)/restore").status == 303)
            #expect(try await owner.get(path).text.contains("schedules/\(id)/run"))
            for bad in [("at", "25:00"), ("keeps", "0"), ("month-day", "32"), ("about", "nothing"), ("span", "year")] {
                let reply = try await owner.post(path, good.filter { $0.0 != bad.0 } + [bad])
                #expect(reply.status == 422 && reply.text.contains("class=\"error\""), "\(bad)")
            }
        }
    }

    @Test("whoever runs one group sees and makes reports of that one alone", arguments: TestEngine.available)
    func scope(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let own = try await house.talkingGroup("plain oats")
            let other = try await house.talkingGroup("secret rye")
            for about in ["community", "group:\(other)", "group:\(own)"] {
                house.clock.advance(bySeconds: 2)
                #expect(try await owner.post("/reports/kept", [("about", about), ("span", "week")]).status == 303)
            }
            let all = try await owner.get("/reports/kept").text.matches(of: /kept\/(\d+)\/page/).map { String($0.1) }
            let visitor = try await house.visitor(.operator, groups: [own], name: "Oscar")
            let list = try await visitor.get("/reports/kept").text
            #expect(list.contains("kept/\(all[0])/page") && !list.contains(all[1]) && !list.contains(all[2]))
            for id in all.dropFirst() {
                for form in ReportForm.allCases {
                    #expect(try await visitor.get("/reports/kept/\(id)/\(form.rawValue)").status == 404)
                }
                #expect(try await visitor.post("/reports/kept/\(id)/drop").status == 404)
            }
            for form in ReportForm.allCases {
                #expect(try await visitor.get("/reports/\(other)/\(form.rawValue)").status == 404)
            }
            for path in ["/reports/community/page", "/reports/community/json", "/reports", "/reports/schedules"] {
                let reply = try await visitor.get(path + "?about=group:\(other)")
                #expect(reply.status == 200 && !reply.text.contains("secret rye"), "\(path)")
            }
            let asked = [("about", "group:\(other)"), ("span", "week"), ("at", "09:00"), ("keeps", "3")]
            #expect(try await visitor.post("/reports/kept", asked).status == 404)
            #expect(try await visitor.post("/reports/schedules", asked).status == 404)
            // A viewer may read what all may read, and change nothing.
            let viewer = try await house.visitor(.viewer)
            #expect(try await viewer.get("/reports/kept/\(all[0])/page").status == 200)
            #expect(try await viewer.post("/reports/kept", [("about", "community"), ("span", "day")]).status == 403)
        }
    }

    @Test("without a program that prints, PDF says how to come by one")
    func noPrinter() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea")
            for path in ["/reports/\(tea)/pdf", "/reports/community/pdf"] {
                let reply = try await owner.get(path)
                #expect(reply.status == 200 && reply.words.contains("chromium"), "\(path)")
            }
        }
    }

    @Test("every table of a group's pages can be taken away, those of people by who may see people")
    func tables() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea")
            for tab in GroupTab.allCases where tab.hasReport {
                let page = try await owner.get(tab.path(tea) + "?w=all")
                for table in GroupTable.all(on: tab) {
                    #expect(page.text.contains("/groups/\(tea)/tables/\(table.name)?w=all"), "\(tab) \(table.name)")
                }
            }
            let viewer = try await house.visitor(.viewer)
            for table in GroupTable.all {
                let path = "/groups/\(tea)/tables/\(table.name)"
                let reply = try await owner.get(path)
                #expect(reply.status == 200 && reply.bytes.starts(with: [0xEF, 0xBB, 0xBF]), "\(table.name)")
                #expect(try await viewer.get(path).status == (table.namesPeople ? 404 : 200), "\(table.name)")
            }
            #expect(try await owner.get("/groups/\(tea)/tables/nothing").status == 404)
            #expect(try await owner.get("/groups/\(tea)/tables/lives").text.contains("30,,,,0.3"))
        }
    }

    @Test("the picture of a group is counted once for a state of its record")
    func pictureShelf() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let tea = try await house.talkingGroup("tea")
            let shelf = MarkShelf<Int>()
            let mark = try #require(try await house.store.read { try RecordMark.load(tea, in: $0) })
            var counts = 0
            for second in [0, 10, 59, 61] as [Int64] {
                let now = house.clock.now.advanced(bySeconds: second)
                _ = try await shelf.value(mark, .all, at: now) {
                    counts += 1
                    return counts
                }
            }
            #expect(counts == 2)
        }
    }
}
