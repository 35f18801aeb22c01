internal import Kernel

/// The people and streams of a Zulip organisation, from the `realm.json` of its export.
struct ZulipRealm: Sendable {
    /// Somebody in the organisation.
    struct Person: Sendable {
        let name: String
        let isBot: Bool
    }

    /// No more people, streams or recipients are kept.
    private static let most = 1_000_000
    private static let personal = [
        "zerver_userprofile", "zerver_userprofile_crossrealm", "zerver_userprofile_mirrordummy",
    ]
    private static let streamType: Int64 = 2

    private(set) var people: [String: Person] = [:]
    private(set) var streams: [Int64: String] = [:]
    /// The stream that a recipient is.
    private var recipients: [Int64: Int64] = [:]

    /// That of an answer of the API, which says of each message itself whose it is.
    init() {}

    init(_ file: ExportFile) throws {
        var document = JSONDocument(["zerver_stream", "zerver_recipient"] + ZulipRealm.personal)
        let source = LineSource(try TextDecoder(file.open(), encoding: .utf8, mark: 0))
        while let element = try document.elements.next(source) {
            guard element.flaw == nil, document.tree.read(element.bytes) else { continue }
            let record = document.tree.root
            guard let id = record["id"]?.int64 else { continue }
            switch element.path {
            case 0 where streams.count < ZulipRealm.most: streams[id] = record["name"]?.string
            case 1 where recipients.count < ZulipRealm.most:
                if record["type"]?.int64 == ZulipRealm.streamType { recipients[id] = record["type_id"]?.int64 }
            case 2... where people.count < ZulipRealm.most:
                let email = record["email"]?.string ?? ""
                let isBot = record["is_bot"]?.bool ?? (element.path == 3)
                people[String(id)] = Person(name: record["full_name"]?.string ?? email, isBot: isBot)
            default: break
            }
        }
    }

    /// The stream that a message was said in or a change was made to; nil where it is none.
    func stream(of record: JSONValue) -> Int64? {
        if let recipient = record["recipient"]?.int64 { return recipients[recipient] }
        if let stream = record["modified_stream"]?.int64 { return stream }
        guard record["type"]?.equals("stream") ?? record["type"]?.equals("channel") ?? (record["stream_id"] != nil),
            record["display_recipient"]?.isArray != true
        else { return nil }
        // Old answers have no number; one group to a file is what they mean.
        return record["stream_id"]?.int64 ?? record["recipient_id"]?.int64 ?? 0
    }

    func isBot(_ record: JSONValue, _ sender: Party) -> Bool {
        if let isBot = record["is_bot"]?.bool ?? record["sender_is_bot"]?.bool { return isBot }
        if let id = sender.id, let person = people[id] { return person.isBot }
        return record["sender_email"]?.view?.firstIndex(of: "-bot@") != nil
    }

    /// A mentioned person under the name of the list, where only their number is written.
    func known(_ party: Party) -> Party {
        guard let id = party.id, let person = people[id] else { return party }
        return Party(name: person.name, id: id)
    }

    // MARK: - Coming and going

    private static let subscribed: Set<Int64> = [301, 302]
    private static let unsubscribed: Int64 = 303

    /// Reads an entry of the log in which the organisation keeps who was subscribed to what.
    func takeAudit(_ record: JSONValue, into sink: inout EventSink) {
        let type = record["event_type"]?.int64 ?? 0
        let isJoin = ZulipRealm.subscribed.contains(type)
        guard isJoin || type == ZulipRealm.unsubscribed, let user = record["modified_user"]?.string else {
            return sink.skip()
        }
        guard let instant = ZulipExport.instant(record) else {
            return sink.bad("exports.bad.time", ["value": record["event_time"]?.view?.prefix(40).string ?? ""])
        }
        let person = Party(name: people[user]?.name ?? user, id: user)
        let actor = record["acting_user"]?.string.map { Party(name: people[$0]?.name ?? $0, id: $0) }
        let other = actor?.id == user ? nil : actor
        let key = record["id"]?.string.map { EventKey(sourceID: "audit#\($0)") }
        if isJoin {
            sink.add(.join, at: instant, by: person, to: other, scene: other == nil ? nil : "added", key: key)
        } else if let other {
            sink.add(.removal, at: instant, by: other, to: person, scene: "removed", key: key)
        } else {
            sink.add(.leave, at: instant, by: person, key: key)
        }
    }
}
