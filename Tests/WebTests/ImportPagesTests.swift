import Desk
import Foundation
import HTTPTypes
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Importing
@testable import Web

/// From the upload to the record, through the pages.
struct ImportPagesTests {
    private static let start = [("read-zone", "Asia/Shanghai"), ("go", "start")]

    @Test("An import through the pages is the command's record", arguments: TestEngine.available)
    func whole(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (scene, owner) = (ImportScene(house: house), try await house.visitor(.owner))
            let sent = try await scene.upload(ImportScene.twoChannels, by: owner)
            let place = try #require(sent.location)
            let survey = try await owner.get(place)
            #expect(survey.status == 200 && survey.words.contains("tea 1 0"))
            #expect(try await house.store.read { try Group.all(in: $0) }.isEmpty)
            #expect(try await owner.post(place, Self.start).status == 303)
            #expect(try await owner.get(place).text.contains("data-events"))
            #expect(try await scene.runner.runNext())
            let done = try await owner.get(place)
            #expect(done.words.contains("Imported") && done.text.contains("/groups/"))
            let stream = try await owner.get(place + "/events")
            #expect(stream.headers[.contentType] == "text/event-stream" && stream.text.contains("event: end"))
            let mine = try await ImportScene.pictures(of: house.store)
            let theirs = try await scene.byCommand(ImportScene.twoChannels, engine, zone: "Asia/Shanghai")
            #expect(mine == theirs)
            let differences = try await scene.differences()
            #expect(mine.count == 2 && differences == 0)
            let id = place.split(separator: "/").last.map(String.init) ?? ""
            #expect(!FileManager.default.fileExists(atPath: house.site.options.uploads + "/\(id)/folders"))
            let trail = try await house.store.read {
                try AuditTrail.entries(by: .system("test"), in: $0).entries.map(\.act)
            }
            #expect(trail.contains(.importStart) && trail.contains(.importEnd))
        }
    }

    @Test("One whose process died goes on, and the record is the same", arguments: TestEngine.available)
    func died(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (scene, owner) = (ImportScene(house: house), try await house.visitor(.owner))
            let place = try #require(try await scene.upload(ImportScene.twoChannels, by: owner).location)
            _ = try await owner.post(place, Self.start)
            let jobs = ImportJobStore(world: house.world)
            let job = try #require(try await house.store.write { try jobs.takeNext(in: $0) })
            // As far as the first group, and then no more is heard of it.
            let meter = ImportMeter()
            let folder = ImportFolder(path: house.site.options.uploads)
            let importer = Importer(
                store: house.store, record: house.site.record, progress: meter, catalogue: TextCatalogue(.english),
                gate: scene.runner.gate(of: job, for: try #require(owner.actor)),
                shouldStop: { meter.progress.events > 0 })
            _ = try await importer.run(job.choice.request(folder.paths(of: job.id)))
            #expect(try await !scene.runner.runNext(), "it has only just been heard of")
            house.clock.advance(bySeconds: 31)
            #expect(try await scene.runner.runNext())
            let done = try await owner.get(place)
            // Each group's own count of what was added spans both runs.
            #expect(done.words.contains("Imported") && done.text.components(separatedBy: ">80<").count == 5)
            let mine = try await ImportScene.pictures(of: house.store)
            let theirs = try await scene.byCommand(ImportScene.twoChannels, engine, zone: "Asia/Shanghai")
            #expect(mine == theirs)
        }
    }

    @Test("One that is stopped keeps its upload and goes on when asked", arguments: TestEngine.available)
    func stopped(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (scene, owner) = (ImportScene(house: house), try await house.visitor(.owner))
            let place = try #require(try await scene.upload(ImportScene.twoChannels, by: owner).location)
            _ = try await owner.post(place, Self.start)
            #expect(try await owner.post(place + "/stop").status == 303)
            #expect(try await !scene.runner.runNext())
            _ = try await owner.post(place, Self.start)
            #expect(try await owner.post(place + "/stop").status == 303)
            #expect(try await owner.get(place).words.contains("stopped"))
            #expect(try await owner.post(place + "/continue").status == 303)
            #expect(try await owner.post(place + "/continue").status == 409, "it waits already")
            #expect(try await scene.runner.runNext())
            #expect(try await ImportScene.pictures(of: house.store).count == 2)
        }
    }

    @Test(
        "An operator imports into groups of their own and new ones, and sees no other's import",
        arguments: TestEngine.available)
    func scope(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (scene, owner) = (ImportScene(house: house), try await house.visitor(.owner))
            let ann = try await house.visitor(.operator, name: "ann")
            let bob = try await house.visitor(.operator, name: "bob")
            let place = try #require(try await scene.upload(ImportScene.twoChannels, by: ann).location)
            _ = try await ann.post(place, Self.start)
            #expect(try await scene.runner.runNext())
            for path in ["", "/events", "/bad-lines"] { #expect(try await bob.get(place + path).status == 404) }
            #expect(try await bob.post(place + "/stop").status == 404)
            #expect(try await owner.get(place).status == 200)
            let groups = try await house.store.read { try Group.all(in: $0).map(\.id) }
            let staff = try #require(ann.actor?.staff)
            let (desk, store) = (house.site.desk, house.store)
            let now = try await store.read { try desk.acting(for: staff, in: $0) }
            #expect(now.scope == .own(Set(groups)))
            let other = try #require(try await scene.upload(ImportScene.twoChannels, by: bob).location)
            _ = try await bob.post(other, Self.start)
            #expect(try await scene.runner.runNext())
            #expect(try await bob.get(other).words.contains("is not yours"))
            let viewer = try await house.visitor(.viewer)
            #expect(try await viewer.get("/import").status == 403)
        }
    }

    @Test(
        "What is not understood says what was looked for; bad lines can be taken away", arguments: TestEngine.available)
    func unknown(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (scene, owner) = (ImportScene(house: house), try await house.visitor(.owner))
            let odd = try #require(
                try await scene.upload([("<b>odd</b>.txt", "dear diary\nnothing today\n")], by: owner).location)
            let page = try await owner.get(odd)
            #expect(page.words.contains("irc-plain") && !page.text.contains("<b>odd"))
            #expect(!page.text.contains(house.site.options.uploads))
            var lines = (0..<60).map { "[10:\(padded($0, to: 2))] <ann> cup \($0)" }
            lines[30] = "what is this"
            let log = [(name: "history/#tea.2026-11-01.log", text: lines.joined(separator: "\n"))]
            let place = try #require(try await scene.upload(log, by: owner).location)
            _ = try await owner.post(place, Self.start)
            #expect(try await scene.runner.runNext())
            let list = try await owner.get(place + "/bad-lines")
            #expect(list.status == 200 && list.text.hasPrefix("history/#tea.2026-11-01.log:31\t"))
        }
    }
}
