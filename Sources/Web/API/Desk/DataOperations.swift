internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Storage

/// All that is kept: a copy of it, a recount, forgetting words, erasing somebody; and what holds for the whole community.
enum DataOperations {
    private static let community = Schema.object([
        "language": KeptReportOperations.languages,
        "zone": Schema.line(1...64).noted("An IANA time zone: scheduled reports and Today are of its days."),
    ])

    static func all(_ site: Site) -> [Operation] {
        let desk = DataDesk(store: site.store, record: site.record)
        return [
            Operation(
                id: "getCommunity", method: .get, path: "/community", tag: "settings",
                summary: "The language and zone that hold where nobody has chosen otherwise", scope: .readGroups,
                answer: community, act: showCommunity),
            Operation(
                id: "setCommunity", method: .put, path: "/community", tag: "settings",
                summary: "Changes the language and zone of the community", scope: .writeSettings, body: community,
                answer: community, act: setCommunity),
            Operation(
                id: "verifyGroup", method: .get, path: "/groups/{group}/verify", tag: "data",
                summary: "Recounts a group from its log and names every figure that differs", scope: .writeData,
                answer: .object([
                    "differences": .list(
                        .object(["place": .text, "row": .text, "stored": .text.orNull, "counted": .text.orNull]))
                ]), act: verify),
            Operation(
                id: "backUp", method: .post, path: "/data/backup", tag: "data",
                summary: "A copy of the database; SQLite's file, or PostgreSQL's rows in the program's own form",
                scope: .writeData, answer: .text, media: "application/octet-stream",
                act: { try await backUp($0, desk) }),
            Operation(
                id: "forgetTexts", method: .post, path: "/data/forget", tag: "data",
                summary: "Forgets the words of all messages before a day for good; what was counted stays",
                scope: .writeData, body: .object(["before": .day]), answer: .object(["texts": .count]),
                act: { try await forget($0, desk) }),
            Operation(
                id: "erasePerson", method: .delete, path: "/people/{person}", tag: "data",
                summary: "Erases somebody's words and names everywhere, for good; what was counted stays",
                scope: .writeData, answer: .object(["texts": .count, "names": .count]),
                act: { try await erase($0, desk) }),
        ]
    }

    // MARK: - The community

    private static func json(_ community: Community?) -> APIAnswer {
        .json(
            .object([
                ("language", .string((community?.language ?? .simplifiedChinese).rawValue)),
                ("zone", .string(community?.zone ?? CivilZone.ofThisMachine.name)),
            ]))
    }

    @Sendable private static func showCommunity(_ call: APICall) async throws -> APIAnswer {
        let desk = call.site.desk
        return json(try await call.site.store.read { try desk.community(in: $0) })
    }

    @Sendable private static func setCommunity(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor, now, body) = (call.site.desk, call.actor, call.now, call.body)
        let new = try Community(
            language: body["language"]?.text.flatMap { Language(rawValue: $0) } ?? .simplifiedChinese,
            zone: body["zone"]?.text ?? "")
        return try await call.change { transaction in
            try desk.setCommunity(new, by: actor, at: now, in: transaction)
            return json(new)
        }
    }

    // MARK: - The data

    @Sendable private static func verify(_ call: APICall) async throws -> APIAnswer {
        let (id, record) = (try call.group(), call.site.record)
        let found = try await call.site.store.read { transaction -> [Discrepancy] in
            guard let group = try Group.find(id, in: transaction) else { throw Problem(.notFound, "api.not-found") }
            return try record.verify(group, in: transaction)
        }
        let differences = found.prefix(1_000).map { one in
            JSONValue.object([
                ("place", .string(one.place)), ("row", .string(one.row)), ("stored", JSONValue(one.stored)),
                ("counted", JSONValue(one.counted)),
            ])
        }
        return .json(.object([("differences", .array(differences))]))
    }

    private static func backUp(_ call: APICall, _ desk: DataDesk) async throws -> APIAnswer {
        let file = try BackupFile(folder: call.site.options.uploads, world: call.site.world)
        try await desk.backup(to: file.path, by: call.actor, at: call.now)
        let headers: HTTPFields = [
            .contentType: "application/octet-stream", .cacheControl: "no-store",
            .contentDisposition: ContentDisposition.attachment(named: "\(call.now).banyan"),
        ]
        return APIAnswer(content: .response(Response(status: .ok, headers: headers, body: try file.body())))
    }

    /// Forgetting goes group by group, and what is forgotten already adds nothing: only its answer is kept under a key.
    private static func forget(_ call: APICall, _ desk: DataDesk) async throws -> APIAnswer {
        var zone = CivilZone(call.actor.zone) ?? .utc
        let today = zone.civil(call.now).day
        guard let day = call.body["before"]?.text.flatMap({ CivilDay($0) }), day <= today.advanced(by: 1) else {
            throw Fault(.badInput, "web.no-day")
        }
        let texts = try await desk.forgetTexts(before: day, by: call.actor, at: call.now)
        return try await call.change { _ in .json(.object([("texts", .integer(texts))])) }
    }

    private static func erase(_ call: APICall, _ desk: DataDesk) async throws -> APIAnswer {
        let (id, actor, now, record) = (PersonID(call.number("person")), call.actor, call.now, call.site.record)
        let answer = try await call.change { transaction in
            let found = try record.people(called: String(id.value), in: transaction)
            guard let match = found.first(where: { $0.id == id }), !match.handles.isEmpty else {
                throw Problem(.notFound, "api.not-found")
            }
            let outcome = try desk.eraseFromRecord(id, by: actor, at: now, in: transaction)
            return .json(.object([("texts", .integer(outcome.texts)), ("names", .integer(outcome.names))]))
        }
        // Until then traces are in the database's file.
        try await call.site.store.rewrite()
        return answer
    }
}
