import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Notices

@Suite("Posting notices")
struct PostTests {
    @Test(
        "JSON of a notice's values is as RFC 8259 has it",
        arguments: [
            (NoticeValue.text("a\"b\\c\n\u{1}\u{2028}榕\0"), #""a\"b\\c\n\u0001\u2028榕""#),
            (.real(.nan), "null"), (.real(0.5), "0.5"), (.number(-3), "-3"),
            (.object(["b": .list([.flag(true), .none]), "a": .text("")]), #"{"a":"","b":[true,null]}"#),
        ])
    func json(value: NoticeValue, text: String) { #expect(value.json == text) }

    @Test(
        "A notice goes to whoever subscribed to its kind and group, once for each occurrence",
        arguments: TestEngine.available)
    func reaches(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let all = try await scene.webhook().id
            let rye = try await scene.webhook(groups: [scene.rye]).id
            _ = try await scene.webhook("https://other.example", [.reportMade])
            let mail = try await scene.recipient("ann@house.example", groups: [scene.oats])

            #expect(try await scene.post("1", group: scene.rye))
            #expect(try await !scene.post("1", group: scene.rye))
            #expect(try await scene.post("2", group: scene.oats))
            #expect(try await scene.post("3"))

            let found = try await scene.deliveries()
            func numbers(_ outlet: Outlet) -> [String] {
                found.filter { $0.outlet == outlet }.map { String($0.payload.suffix(60)) }.reversed()
            }
            #expect(numbers(.webhook(all)).count == 3)
            #expect(numbers(.webhook(rye)).count == 1)
            #expect(numbers(.mail(mail)).count == 1)
            #expect(found.count == 5)
            #expect(found.allSatisfy { $0.state == .planned && $0.dueAt == scene.clock.now })
            let first = try #require(found.last)
            #expect(
                first.payload
                    == #"{"data":{"group":{"id":"\#(scene.rye)","name":"rye"},"number":"1"},"#
                    + #""timestamp":"2026-11-24T08:00:00.000Z","type":"alert.opened"}"#)
        }
    }

    @Test("What a transaction takes back is not posted", arguments: TestEngine.available)
    func rollsBack(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            _ = try await scene.webhook()
            let notice = Notice(.alertOpened, occurrence: "x", at: scene.clock.now)
            await #expect(throws: Fault.self) {
                try await scene.store.write { transaction in
                    try scene.outlets.notices.post(notice, in: transaction)
                    throw Fault(.internalError, "test")
                }
            }
            #expect(try await scene.deliveries().isEmpty)
            #expect(try await scene.post("x"))
        }
    }

    @Test(
        "The log is told from the subscription on, old history never, and nobody by name",
        arguments: TestEngine.available)
    func record(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let feed = RecordNotices(world: scene.world)
            let runner = ReactorRunner(store: scene.store, world: scene.world, owner: "test")
            func append(_ script: Script) async throws {
                let record = RecordStore(world: scene.world)
                let (events, id) = (script.events, scene.rye)
                try await scene.store.write { transaction in
                    let group = try #require(try Group.find(id, in: transaction))
                    _ = try record.append(events, to: group, in: transaction)
                }
            }
            var before = Script(from: "2026-11-24 07:00")
            before.add(.text, "Mei", "too early")
            try await append(before)
            #expect(try await !scene.store.read { try RecordNotices.isWanted(in: $0) })
            try await runner.skip(feed)

            let all: Set<NoticeKind> = [.messageCreated, .memberJoined, .memberLeft]
            _ = try await scene.webhook("https://hooks.example", all)
            var now = Script(from: "2026-11-24 07:30")
            now.add(.join, "Zoe")
            now.add(.text, "Mei", "secret words")
            now.add(.removal, "Mei", to: "Zoe")
            var old = Script(from: "2019-01-01 10:00")
            old.add(.text, "Mei", "long ago")
            try await append(now)
            try await append(old)
            _ = try await runner.catchUp(feed)
            _ = try await runner.catchUp(feed)

            let told = try await scene.deliveries().reversed()
            #expect(told.map(\.kind) == [.memberJoined, .messageCreated, .memberLeft])
            for one in told {
                #expect(!one.payload.contains("secret") && !one.payload.contains("Mei") && !one.payload.contains("Zoe"))
                #expect(one.payload.contains(#""person":""#))
            }
        }
    }
}

extension PostTests {
    @Test(
        "A stage that somebody sets is told, each once, and what was set before the subscription is not",
        arguments: TestEngine.available)
    func stages(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let desk = GroupDesk(record: RecordStore(world: scene.world))
            let stages = StageNotices(world: scene.world)
            func set(_ stage: String, _ reason: String) async throws {
                try await scene.store.write {
                    try desk.setStage(
                        stage, reason: reason, of: scene.rye, by: NoticeScene.system, at: scene.clock.now, in: $0)
                }
            }
            try await set("growing", "before anybody asked")
            #expect(try await scene.store.write { try stages.catchUp(in: $0) } == 0)
            _ = try await scene.webhook("https://hooks.example", [.stageChanged])
            try await set("fading", "nobody asks any more")
            try await set("", "")
            #expect(try await scene.store.read { try StageNotices.isBehind(in: $0) })
            #expect(try await scene.store.write { try stages.catchUp(in: $0) } == 2)
            #expect(try await scene.store.write { try stages.catchUp(in: $0) } == 0)
            #expect(try await !scene.store.read { try StageNotices.isBehind(in: $0) })
            let told = try await scene.deliveries().map(\.payload)
            #expect(told.count == 2)
            #expect(told.last?.contains(#""after":"fading","before":"growing""#) == true)
            let subject = try await scene.store.read { transaction in
                try transaction.first("SELECT subject FROM notice_words WHERE language = 'en' ORDER BY notice_id") {
                    $0.string(0)
                }
            }
            #expect(subject == "A group's stage: growing → fading")
        }
    }
}
