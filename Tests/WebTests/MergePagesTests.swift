import Desk
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Saying who is one and the same")
struct MergePagesTests {
    private func people(_ house: WebHouse) async throws -> (tea: GroupID, ann: PersonID, other: PersonID) {
        let tea = try await house.talkingGroup("tea", days: 3, people: ["Ann", "Bob"])
        let cake = try await house.talkingGroup("cake", days: 2, people: ["ann", "Cai"])
        func person(_ key: String, _ group: GroupID) async throws -> PersonID {
            try await house.store.read { transaction in
                try transaction.first("SELECT person_id FROM handles WHERE key = \(key) AND scope = \(group)") {
                    $0.id(0)
                }!
            }
        }
        return (tea, try await person("ann", tea), try await person("ann", cake))
    }

    @Test(
        "a person's page suggests who may be the same; a merge is confirmed, told, audited and undone",
        arguments: TestEngine.available)
    func merge(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let (_, ann, other) = try await people(house)
            let page = try await owner.get("/members/\(ann)")
            #expect(page.status == 200 && page.text.contains("/members/\(ann)/merge/\(other)"))
            let found = try await owner.get("/members/\(ann)/merge?q=ANN")
            #expect(found.text.contains("/members/\(ann)/merge/\(other)"))
            let confirm = try await owner.get("/members/\(ann)/merge/\(other)")
            #expect(confirm.status == 200 && confirm.words.contains("4 events in 1 groups"), "\(confirm.words)")
            let path = "/members/\(ann)/merge/\(other)"
            #expect(try await owner.post(path, [("reason", "  ")]).status == 422)
            let reply = try await owner.post(path, [("reason", "<b>told me</b>")])
            #expect(reply.status == 303 && reply.location == "/members/\(ann)")
            let merged = try await owner.get("/members/\(ann)")
            #expect(
                merged.words.contains("cake") && merged.text.contains("&lt;b>told me")
                    || merged.text.contains("&lt;b&gt;told me"))
            let old = try await owner.get("/members/\(other)")
            #expect(old.status == 303 && old.location == "/members/\(ann)")
            let list = try await owner.get("/members?q=ann")
            #expect(!list.text.contains("/members/\(other)\"") && list.text.contains("/members/\(ann)\""))
            #expect(try await owner.post(path, [("reason", "again")]).status == 404)
            let merge = try await house.store.read { try PersonMerge.history(of: ann, in: $0) }[0]
            let undo = try await owner.post("/members/\(ann)/unmerge/\(merge.id)", [("reason", "not she")])
            #expect(undo.status == 303 && undo.location == "/members/\(ann)")
            #expect(try await owner.get("/members/\(other)").status == 200)
            let after = try await owner.get("/members/\(ann)")
            #expect(after.words.contains("not she") && !after.text.contains("/members/\(ann)/merge/\(other)"))
            #expect(try await owner.post("/members/\(ann)/unmerge/\(merge.id)", []).status == 404)
            let audit = try await owner.get("/settings/audit")
            #expect(audit.words.contains("Merged two people") && audit.words.contains("Took a merge back"))
            #expect(!audit.words.contains("told me"))
        }
    }

    @Test("an operator merges only within their groups; a leader not at all", arguments: TestEngine.available)
    func rights(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, ann, other) = try await people(house)
            let bob = try await house.store.read { transaction in
                try transaction.first("SELECT person_id FROM handles WHERE key = 'bob' AND scope = \(tea)") {
                    $0.id(0) as PersonID
                }!
            }
            let mine = try await house.visitor(.operator, groups: [tea])
            #expect(try await mine.get("/members/\(ann)/merge/\(other)").status == 404)
            #expect(try await mine.post("/members/\(ann)/merge/\(other)", [("reason", "x")]).status == 404)
            let leader = try await house.visitor(.leader, groups: [tea])
            #expect(try await leader.get("/members/\(ann)/merge/\(bob)").status == 403)
            #expect(try await leader.post("/members/\(ann)/merge/\(bob)", [("reason", "x")]).status == 403)
            #expect(!(try await leader.get("/members/\(ann)").text.contains("/merge")))
            let owner = try await house.visitor(.owner)
            #expect(try await owner.post("/members/\(ann)/merge/\(other)", [("reason", "x")]).status == 303)
            // She reaches beyond the operator's groups now.
            #expect(try await mine.post("/members/\(ann)/merge/\(bob)", [("reason", "x")]).status == 403)
            #expect(!(try await mine.get("/members/\(ann)").words.contains("cake")))
            let merge = try await house.store.read { try PersonMerge.history(of: ann, in: $0) }[0]
            #expect(try await mine.post("/members/\(ann)/unmerge/\(merge.id)", [("reason", "x")]).status == 403)
        }
    }

    @Test("names on a group's pages lead to the people", arguments: TestEngine.available)
    func links(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, ann, _) = try await people(house)
            let owner = try await house.visitor(.owner)
            for tab in ["people", "graph"] {
                let page = try await owner.get("/groups/\(tea)/\(tab)")
                #expect(page.text.contains("href=\"/members/\(ann)\""), "\(tab)")
            }
        }
    }
}
