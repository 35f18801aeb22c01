import Kernel
import Storage
import TestSupport
import Testing

@testable import Record

struct NeedTests {
    @Test(
        "Needs and trades are known by the words of either language, and not by what takes them back",
        arguments: [
            ("求推荐靠谱的牙医", "need.health need.recommendation"), ("請問這個多少錢？", "need.price"), ("我不想买", ""),
            ("有没有推荐的平衡车？", "need.recommendation"), ("收一个二手梯子", "need.buying"), ("平炉有必要买吗？", "need.tools"),
            ("今天停水吗？", "need.weather"), ("我是小学老师，孩子挑食怎么办", "need.children need.how-to trade.teaching"),
            ("How do I install this?", "need.how-to"),
            ("can anyone recommend a dentist", "need.health need.recommendation"),
            ("it is not for sale", ""), ("I'm a software engineer", "trade.software"), ("压力好大，想哭", "need.feelings"),
            ("请问过敏原标注怎么算", ""), ("哈哈哈哈", ""), ("#接龙 牛腩\n1. 遛娃的企鹅 2份", ""), ("@健康小助手 在吗", ""),
            ("see https://shop.example/for-sale", ""), ("招聘兼职，日结", "need.hiring"), ("找工作好难", "need.hiring"),
            ("谁有电钻借一下？", "need.local-help"), ("想学烘焙，零基础", "need.learning"), ("寻求合作，资源互换", "need.cooperation"),
        ])
    func words(text: String, keys: String) throws {
        #expect(try NeedReader().hints(in: text).map(\.key).sorted().joined(separator: " ") == keys)
    }

    @Test("Every need and trade has words in each language, and the lists say which version they are")
    func lists() throws {
        // Whoever changes the lists raises the version: texts are then read anew.
        let hints = Hint.all.map(\.key)
        #expect(Set(hints).count == hints.count && hints.allSatisfy { Hint(key: $0)?.key == $0 })
        #expect(Hint(key: "need.nothing") == nil && Hint(key: "") == nil)
        #expect(NeedWords.version == 1)
        _ = try NeedWords.book()
    }

    private static func kept(_ bench: Bench) async throws -> [String] {
        try await bench.store.read { transaction in
            try transaction.all("SELECT seq, hint FROM need_mentions ORDER BY seq, hint") {
                "\($0.int64(0)) \($0.string(1))"
            }
        }
    }

    @Test(
        "What messages tell is kept until they are recalled, erased or forgotten, and verify agrees",
        arguments: TestEngine.available)
    func takenOut(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script(from: "2026-11-20 10:00")
            script.add(.text, "Ann", "求推荐牙医", id: "1")
            script.add(.text, "Bob", "多少钱", id: "2", at: "2026-11-23 10:00")
            script.add(.text, "Cai", "想买一台", id: "3")
            script.add(.text, "Cai", "下雨了", id: "4")
            script.add(.recall, "Cai", id: "5", replyTo: "4")
            try await bench.append(script.events, to: group)
            try await bench.store.write { try NeedIndex.renew(in: $0) }
            try await bench.catchUp(NeedIndex())
            let all = ["1 need.health", "1 need.recommendation", "2 need.price", "3 need.buying"]
            #expect(try await Self.kept(bench) == all)
            #expect(try await bench.verify(group) == [])
            try await bench.append(
                [.made(.recall, "Cai", at: at("2026-11-23 11:00"), id: "6", replyTo: "3")], to: group)
            try await bench.catchUp(NeedIndex())
            #expect(try await Self.kept(bench) == Array(all.prefix(3)))
            try await bench.erase("bob")
            #expect(try await Self.kept(bench) == Array(all.prefix(2)))
            #expect(try await bench.verify(group) == [])
            _ = try await bench.store.write { [record = bench.record] in
                try record.forgetTexts(before: at("2026-11-22 00:00"), in: group, in: $0)
            }
            #expect(try await Self.kept(bench) == [])
            #expect(try await bench.verify(group) == [])
        }
    }

    @Test("Days are those of the group's zone, and move with it", arguments: TestEngine.available)
    func days(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            try await bench.append([.made(.text, "Ann", "求推荐", at: at("2026-11-23 23:30"), id: "1")], to: group)
            try await bench.store.write { try NeedIndex.renew(in: $0) }
            try await bench.catchUp(NeedIndex())
            let day: SQL = "SELECT day FROM need_mentions"
            let before = try await bench.number(day)
            try await bench.store.write { [record = bench.record] in
                try record.setZone("Asia/Shanghai", of: group, in: $0)
            }
            #expect(try await bench.number(day) == before.map { $0 + 1 })
            let moved = try #require(try await bench.store.read { try Group.find(group.id, in: $0) })
            #expect(try await bench.verify(moved) == [])
        }
    }

    @Test("Behind a bridge it is the quoted who needs", arguments: TestEngine.available)
    func bridge(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            try await bench.append(
                [.made(.text, "relay", "<Dot> how do I knead", at: at("2026-11-23 10:00"), id: "1")], to: group)
            try await bench.store.write { try NeedIndex.renew(in: $0) }
            try await bench.catchUp(NeedIndex())
            try await bench.store.write { [record = bench.record] in
                try record.setBots(GroupBots(bridges: ["relay"]), of: group, in: $0)
            }
            let name: SQL =
                "SELECT COUNT(*) FROM need_mentions n JOIN handles h ON h.id = n.handle_id WHERE h.key = 'dot'"
            #expect(try await bench.number(name) == 1)
            #expect(try await bench.verify(group) == [])
        }
    }

    @Test(
        "Verify names what is kept and is not told, and the other way round; changed lists are read anew",
        arguments: TestEngine.available)
    func verify(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script()
            for number in 0..<3 { script.add(.text, "Ann", "多少钱 \(number)", id: "\(number)") }
            try await bench.append(script.events, to: group)
            #expect(try await bench.store.read { try NeedIndex.isBehind(in: $0) })
            try await bench.store.write { try NeedIndex.renew(in: $0) }
            try await bench.catchUp(NeedIndex())
            #expect(try await !bench.store.read { try NeedIndex.isBehind(in: $0) })
            try await bench.execute("DELETE FROM need_mentions WHERE seq = 1")
            try await bench.execute("UPDATE need_mentions SET hint = 'need.food' WHERE seq = 2")
            let found = try await bench.verify(group).map { "\($0.row) \($0.stored == nil ? "-" : "+")" }
            #expect(found == ["seq 1, need.price -", "seq 2, need.price -", "seq 2, need.food +"])
            try await bench.execute("UPDATE need_lists SET version = version - 0 WHERE id = 1")
            try await bench.execute("DELETE FROM need_lists")
            #expect(try await bench.verify(group) == [])
            try await bench.store.write { try NeedIndex.renew(in: $0) }
            try await bench.catchUp(NeedIndex())
            #expect(try await bench.verify(group) == [])
            #expect(try await bench.number("SELECT COUNT(*) FROM need_mentions") == 3)
        }
    }

    @Test("Whatever is said is read", arguments: TestEngine.available)
    func hostile(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            let texts = ["", "'; DROP TABLE events; --", String(repeating: "求推荐", count: 20_000), "‮求推荐", "\u{FFFD}"]
            try await bench.append(
                texts.enumerated().map {
                    .made(.text, "al", $0.element, at: at("2026-11-23 10:00").advanced(bySeconds: Int64($0.offset)))
                }, to: group)
            try await bench.store.write { try NeedIndex.renew(in: $0) }
            try await bench.catchUp(NeedIndex())
            #expect(try await bench.verify(group) == [])
            #expect(try await bench.number("SELECT COUNT(*) FROM need_mentions") == 2)
        }
    }
}

extension Bench {
    fileprivate func catchUp(_ reactor: some Reactor) async throws {
        let now = at("2026-12-01 12:00")
        let runner = ReactorRunner(store: store, world: World(now: { now }, ids: ids), owner: "test", batchSize: 2)
        _ = try await runner.catchUp(reactor)
    }
}
