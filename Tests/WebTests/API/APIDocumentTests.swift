import Foundation
import HTTPTypes
import Insight
import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Web

/// The API and its document say the same.
struct APIDocumentTests {
    @Test("Every operation answers what its document says", arguments: TestEngine.available)
    func answersAreAsDescribed(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let scene = try await APIScene(house)
            // What ends something comes last, the end of a person last of all.
            let operations = API(site: house.site).operations.filter { $0.media == nil && !$0.isUpload }
            let order = operations.filter { $0.method != .delete } + operations.filter { $0.method == .delete }
            for operation in order.filter({ $0.id != "erasePerson" }) + order.filter({ $0.id == "erasePerson" }) {
                // One token asks no more than it may.
                house.clock.advance(bySeconds: 1)
                // Each deed needs something that is on the list.
                if operation.tag == "today", operation.changes, operation.id != "undoToday" {
                    try await house.showAgain(scene.tea)
                }
                let told = try await scene.program.ask(
                    operation.method.rawValue, scene.path(of: operation), scene.body(of: operation))
                // One of a group without others of its kind, one whose data covers no such days.
                if operation.id == "compareWithKind" || operation.id == "getEffect" { continue }
                #expect(told.status == operation.status.code, "\(operation.id): \(told.reply.text.prefix(300))")
                if let answer = operation.answer {
                    let misfit = answer.misfit(told.json, named: OpenAPIDocument.schemas)
                    #expect(misfit == nil, "\(operation.id): \(told.reply.text.prefix(300))")
                }
            }
        }
    }

    @Test("The document names every route and nothing else")
    func documentNamesRoutes() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let reply = try await house.nobody().get("/api/v1/openapi.json")
            let document = try #require(JSONValue(reading: reply.bytes))
            #expect(document["openapi"]?.text == "3.1.0")
            guard case .object(let paths)? = document["paths"] else { throw TestTrouble.noPaths }
            var told: Set<String> = ["GET /api/v1/openapi.json"]
            for (path, methods) in paths {
                guard case .object(let methods) = methods else { continue }
                for method in methods {
                    told.insert(method.key.uppercased() + " /api/v1" + path)
                }
            }
            let routes = Set(
                house.routes.filter { $0.path.hasPrefix("/api") && $0.method != "HEAD" }.map {
                    "\($0.method) \($0.path)"
                })
            #expect(told == routes)
        }
    }

    private enum TestTrouble: Error { case noPaths }

    @Test(
        "A schema takes what it describes and names the place of what it does not",
        arguments: [
            (#"{"name":"a","age":3}"#, nil), (#"{"name":"a","age":-1}"#, "/age"), (#"{"age":3}"#, "/name"),
            (#"{"name":"a","age":3,"more":1}"#, "/more"), (#"{"name":null,"age":3}"#, "/name"),
            (#"{"name":"a","age":3,"tags":["x","yyyy"]}"#, "/tags/1"), (#"[]"#, ""),
            (#"{"name":"a","age":3.5}"#, "/age"),
            (#"{"name":"a","age":3,"born":"2026-02-30"}"#, "/born"), (#"{"name":"a","age":3,"born":null}"#, nil),
        ] as [(String, String?)])
    func schemas(text: String, place: String?) throws {
        let schema = Schema.object(
            ["name": .line(1...5), "age": .integer(0...150), "tags": .list(.line(1...3)), "born": .day.orNull],
            optional: ["tags", "born"])
        let value = try #require(JSONValue(reading: Array(text.utf8)))
        #expect(schema.misfit(value)?.pointer == place)
    }

    @Test(
        "Instants are read as RFC 3339 writes them",
        arguments: [
            ("2026-11-24T08:30:00Z", "2026-11-24T08:30:00.000Z"),
            ("2026-11-24T08:30:00.5Z", "2026-11-24T08:30:00.500Z"),
            ("2026-11-24t16:30:00+08:00", "2026-11-24T08:30:00.000Z"), ("2026-11-24T08:30:00", nil),
            ("2026-11-24T24:00:00Z", nil), ("2026-02-30T08:30:00Z", nil), ("", nil),
            ("2026-11-24T08:30:00.Z", nil), ("2026-11-24T08:30:00+8", nil),
            ("9999-12-31T00:00:00Z", "9999-12-31T00:00:00.000Z"),
        ] as [(String, String?)])
    func instants(text: String, read: String?) {
        #expect(Instant(rfc3339: text)?.description == read)
    }

    @Test("A JSON text is read as it is, and nothing else is")
    func reading() {
        let text = #"{"a":[1,2.5,true,null,"榕"],"b":{"c":-7}}"#
        let value = JSONValue(reading: Array(text.utf8))
        #expect(value.map { String(decoding: $0.data, as: UTF8.self) } == text)
        for bad in ["", "{", "nul", "{\"a\"}", "\u{0}", String(repeating: "[", count: 100_000)] {
            #expect(JSONValue(reading: Array(bad.utf8)) == nil, "\(bad.prefix(20))")
        }
    }
}

extension JSONValue: Equatable {
    static func == (left: JSONValue, right: JSONValue) -> Bool { left.data == right.data }
}
