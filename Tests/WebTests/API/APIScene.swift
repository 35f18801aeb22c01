import Bulletins
import Foundation
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Web

/// A house in which there is one of everything that the API tells of, and a program that may do all.
struct APIScene: Sendable {
    let house: WebHouse
    let program: Program
    let tea: GroupID
    let rye: GroupID
    /// Ids by their names in paths.
    private(set) var ids: [String: String] = [:]
    private var others: [String: String] = [:]

    init(_ house: WebHouse) async throws {
        self.house = house
        (tea, rye) = try await house.teaAndRye()
        program = try await house.program(.owner)
        _ = try await house.visitor(.viewer, name: "guest")
        let people = try await program.get("/people").items.compactMap { $0["id"]?.text }
        ids = ["group": tea.description, "person": people[0]]
        others = ["groups": rye.description, "people": people[1]]
        ids["report"] = try await made(
            "/reports", .object([("about", .string("community")), ("span", .string("day"))]))
        _ = try await house.site.maker.makeNext()
        ids["schedule"] = try await made("/schedules", Self.schedule)
        ids["edit"] = try await made("/group-edits", edit, "edit")
        ids["invitation"] = try await made("/invitations", .object([("role", .string("admin"))]), "invitation")
        ids["merge"] = try await made("/people/\(people[0])/merges", mergeBody, "merge")
        let staff = try await program.get("/staff").items.first { $0["role"]?.text == "viewer" }
        ids["staff"] = staff?["id"]?.text
        let views = try await program.ask("POST", "/views", Self.view)
        ids["view"] = views.items.first?["id"]?.text
        let rounds = try await house.rounds(tea)
        (ids["alert"], ids["act"]) = (rounds.alert, rounds.act)
        (ids["webhook"], ids["delivery"]) = try await house.webhooks()
        ids["import"] = try await uploaded("first").json["id"]?.text
        ids["discarded"] = try await uploaded("second").json["id"]?.text
    }

    private func made(_ path: String, _ body: JSONValue, _ name: String = "id") async throws -> String {
        let told = try await program.ask("POST", path, body)
        let id = told.json[name]?.text ?? told.json[name]?["id"]?.text
        return try #require(id, "\(path): \(told.reply.text)")
    }

    func uploaded(_ text: String, _ headers: [String: String] = [:]) async throws -> Program.Told {
        var headers = headers
        headers["Authorization"] = "Bearer " + program.secret
        headers["Content-Type"] = "application/octet-stream"
        let log = (0..<40).map { "[10:\(padded($0, to: 2))] <ann> \(text) \($0)" }.joined(separator: "\n") + "\n"
        let reply = try await house.nobody().send(
            "POST", API.base + "/imports?name=2026-11-03.log", headers, Array(log.utf8))
        return Program.Told(reply: reply, json: JSONValue(reading: reply.bytes) ?? .null)
    }

    static let schedule = JSONValue.object([
        ("about", .string("community")), ("span", .string("week")), ("at", .string("09:30")),
    ])
    static let view = JSONValue.object([("name", .string("mine")), ("query", .string("needs=1"))])
    private var edit: JSONValue {
        .object([("groups", .array([.string(tea.description)])), ("tags_add", .array([.string("bulk")]))])
    }
    private var mergeBody: JSONValue {
        .object([("other", .string(others["people"] ?? "")), ("reason", .string("told me"))])
    }

    func path(of operation: Web.Operation) -> String {
        var path = operation.path
        if operation.id == "discardUpload" { path = path.replacing("{import}", with: ids["discarded"] ?? "") }
        for (name, id) in ids { path = path.replacing("{\(name)}", with: id) }
        path = path.replacing("{other}", with: others[path.hasPrefix("/people") ? "people" : "groups"] ?? "")
        switch operation.id {
        case "searchMessages": path += "?q=hello"
        case "getEffect": path += "?date=2026-11-20"
        default: break
        }
        return path
    }

    func body(of operation: Web.Operation) -> JSONValue? {
        switch operation.id {
        case "openGroup":
            .object([("network", .string("own")), ("name", .string("new")), ("zone", .string("Asia/Shanghai"))])
        case "changeGroup": .object([("tags", .array([.string("spring")])), ("capacity", .integer(200))])
        case "snoozeToday": .object([("for", .string("week"))])
        case "assignToday": .object([("staff", .null)])
        case "acknowledgeAlert": .object([("seen", .boolean(true))])
        case "makeWebhook":
            .object([("url", .string("https://hooks.example")), ("kinds", .array([.string("alert.opened")]))])
        case "changeWebhook": .object([("state", .string("paused"))])
        case "addEvents": .object([("events", .array([]))])
        case "decideGroupStage": .object([("stage", .string("active")), ("reason", .string("I was there"))])
        case "setGroupCounting":
            .object([("zone", .string("Asia/Tokyo")), ("bots", .array([.string("Bot")])), ("bridges", .array([]))])
        case "editGroups": edit
        case "saveView": Self.view
        case "askForReport": .object([("about", .string("group:\(tea)")), ("span", .string("week"))])
        case "makeSchedule": Self.schedule
        case "mergePeople": mergeBody
        case "undoMerge": .object([("reason", .string("not she"))])
        case "startImport": .object([("group", .string("tea")), ("zone", .string("Asia/Shanghai"))])
        case "setRights": .object([("role", .string("viewer"))])
        case "invite": .object([("role", .string("leader")), ("groups", .array([.string(tea.description)]))])
        case "setCommunity": .object([("language", .string("en")), ("zone", .string("Asia/Shanghai"))])
        case "forgetTexts": .object([("before", .string("2020-01-01"))])
        default: nil
        }
    }
}
