import Desk
import Foundation
import Kernel
import Storage
import TestSupport
import Testing

@testable import Importing
@testable import Web

/// Uploads that mean no good, or are too much.
struct ImportUploadTests {
    private static let badNames = [
        "../up.log", "a/../../up.log", "/etc/up.log", "a//b.log", "nul\0.log", "bell\u{7}.log", "./x.log", "..",
        String(repeating: "x", count: 300), String(repeating: "d/", count: 30) + "x.log",
    ]

    @Test("A name that leads elsewhere is refused, and nothing stays", arguments: badNames)
    func leading(name: String) async throws {
        try await TestEngine.sqlite.withHouse { house in
            let (scene, owner) = (ImportScene(house: house), try await house.visitor(.owner))
            let reply = try await scene.upload([("good.log", "x"), (name, "x")], by: owner)
            #expect(reply.status == 400)
            try await expectNothing(house)
        }
    }

    @Test(
        "A body that is no form, or ends too soon, is refused",
        arguments: [
            ("multipart/form-data", "--x--"), ("multipart/form-data; boundary=", "----"),
            ("multipart/form-data; boundary=\(String(repeating: "x", count: 71))", "--x--"),
            ("multipart/form-data; boundary=\"a\u{e9}\"", "--a--"), ("text/plain; boundary=x", "--x--"),
            ("multipart/form-data; boundary=x", ""), ("multipart/form-data; boundary=x", "--x"),
            ("multipart/form-data; boundary=x", "--x--"),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\ncut"),
            ("multipart/form-data; boundary=x", "--x\r\nno head\r\n\r\n\r\n--x--"),
            ("multipart/form-data; boundary=x", "--xy\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"),
            ("multipart/form-data; boundary=x", String(repeating: "p", count: 5_000) + "--x--"),
            ("multipart/form-data; boundary=x", "--x\r\nX: " + String(repeating: "h", count: 20_000)),
        ])
    func bodies(type: String, body: String) async throws {
        try await TestEngine.sqlite.withHouse { house in
            let owner = try await house.visitor(.owner)
            let headers = [
                "Content-Type": type, "Sec-Fetch-Site": "same-origin", "Content-Length": "\(body.utf8.count)",
            ]
            let reply = try await owner.send("POST", "/import", headers, Array(body.utf8))
            #expect(reply.status == 400 || reply.status == 411)
            try await expectNothing(house)
        }
    }

    @Test("Ten thousand parts are refused")
    func parts() throws {
        let part = Array("--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n\r\n".utf8)
        var parser = try #require(MultipartParser(contentType: "multipart/form-data; boundary=x"))
        var begun = 0
        #expect(throws: Fault.self) {
            for _ in 0..<10_000 { try parser.take(part) { if case .begin = $0 { begun += 1 } } }
        }
        #expect(begun == 9_999)
    }

    @Test("A form is the same however its bytes are cut", arguments: [1, 2, 3, 7, 64, 100_000])
    func cuts(size: Int) throws {
        let text = "one\r\n--almost\r\n\r\n--" + String(repeating: "-", count: 40)
        let body = ImportScene.body([("a/b \"c\".txt", text), ("empty.txt", ""), ("组/微信.txt", "\r\n")])
        var parser = try #require(
            MultipartParser(contentType: "Multipart/Form-Data; charset=utf-8; boundary=\"\(ImportScene.boundary)\""))
        var files: [(String, [UInt8])] = []
        for start in stride(from: 0, to: body.count, by: size) {
            try parser.take(body[start..<min(body.count, start + size)]) { piece in
                switch piece {
                case .begin(let head): files.append((head.fileName ?? "", []))
                case .data(let bytes): files[files.count - 1].1 += bytes
                case .end: break
                }
            }
        }
        try parser.finish()
        #expect(files.map(\.0) == ["a/b ", "empty.txt", "组/微信.txt"])
        #expect(files.map { String(decoding: $0.1, as: UTF8.self) } == [text, "", "\r\n"])
    }

    @Test("What is over the limit, or over what may wait, is refused", arguments: TestEngine.available)
    func quota(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (scene, owner) = (ImportScene(house: house), try await house.visitor(.owner))
            let headers = ImportScene.headers.merging(["Content-Length": "\(3 << 30)"]) { $1 }
            #expect(try await owner.send("POST", "/import", headers).status == 413)
            let jobs = ImportJobStore(world: house.world)
            let actor = try #require(owner.actor)
            _ = try await house.store.write {
                try jobs.begin(uploadOf: 600, quota: 1000, by: actor, in: $0)
            }
            await #expect(throws: Fault.self) {
                try await house.store.write { try jobs.begin(uploadOf: 401, quota: 1000, by: actor, in: $0) }
            }
            // More than was announced is not taken.
            let folder = ImportFolder(path: house.site.options.uploads)
            let writer = try UploadWriter(folder, ImportJobID(7), mostBytes: 10)
            try writer.begin("a")
            #expect(throws: Fault.self) { try writer.write([UInt8](repeating: 1, count: 11)) }
            folder.removeAll(of: ImportJobID(7))
            _ = scene
        }
    }

    @Test("After a week an upload is gone, whatever became of it", arguments: TestEngine.available)
    func week(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (scene, owner) = (ImportScene(house: house), try await house.visitor(.owner))
            let place = try #require(try await scene.upload(ImportScene.twoChannels, by: owner).location)
            house.clock.advance(bySeconds: 7 * 86_400 - 60)
            try await scene.runner.sweep(cutOffAfterSeconds: 86_400)
            #expect(try await owner.get(place).words.contains("How it will be read"))
            house.clock.advance(bySeconds: 120)
            try await scene.runner.sweep(cutOffAfterSeconds: 86_400)
            #expect(try await owner.get(place).words.contains("has been deleted"))
            let left = try FileManager.default.contentsOfDirectory(atPath: house.site.options.uploads)
            #expect(left.isEmpty)
        }
    }

    private func expectNothing(_ house: WebHouse) async throws {
        let rows = try await house.store.read { try $0.first("SELECT COUNT(*) FROM import_jobs") { $0.int(0) } }
        #expect(rows == 0)
        let left = (try? FileManager.default.contentsOfDirectory(atPath: house.site.options.uploads)) ?? []
        #expect(left.isEmpty)
    }
}
