internal import Kernel

/// Who is in a Matrix room, by what its events said so far.
struct MatrixPeople {
    /// Whether somebody is in the room.
    private enum Membership {
        case joined, invited, gone, unknown
    }

    /// No more people are kept.
    private static let most = 500_000

    private var shown: [String: String] = [:]
    private var memberships: [String: Membership] = [:]
    /// Who invited whom that has not come yet.
    private var inviters: [String: String] = [:]
    private var names = NamePool()

    /// Somebody under the name they have in the room, else the first part of their id.
    func party(_ id: String) -> Party { Party(name: shown[id] ?? MatrixPeople.localPart(id), id: id) }

    func party(_ id: ByteView) -> Party { party(id.string) }

    /// `ann` of `@ann:example.org`.
    private static func localPart(_ id: String) -> String {
        guard id.hasPrefix("@") else { return id }
        let part = id.dropFirst().prefix { $0 != ":" }
        return part.isEmpty ? id : String(part)
    }

    /// Somebody's membership changed, or only how they are shown.
    mutating func takeMembership(_ moment: MatrixMoment, by sender: ByteView, into sink: inout EventSink) {
        let content = moment.event["content"]
        guard let key = moment.event["state_key"]?.view ?? content?["membership"].map({ _ in sender }),
            let membership = content?["membership"]?.view
        else { return sink.bad("exports.bad.missing", ["column": "membership"]) }
        let before = previous(moment, of: key.string)
        learnName(of: key.string, content?["displayname"] ?? moment.previous?["displayname"])
        let isOwnDoing = key.string == sender.string
        let (person, actor) = (party(key), party(sender))
        if membership.equals("join") {
            takeJoin(person, before: before, moment, into: &sink)
            note(.joined, of: key.string)
        } else if membership.equals("invite") {
            if inviters.count < MatrixPeople.most { inviters[key.string] = sender.string }
            note(.invited, of: key.string)
            sink.skip()
        } else if membership.equals("leave") || membership.equals("ban") {
            note(.gone, of: key.string)
            let isBan = membership.equals("ban")
            let wasThere = before == .joined || before == .unknown
            guard wasThere else { return sink.skip() }
            if isOwnDoing {
                moment.add(.leave, by: person, into: &sink)
            } else {
                moment.add(.removal, by: actor, to: person, scene: isBan ? "banned" : "removed", into: &sink)
            }
        } else {
            sink.skip()
        }
    }

    private mutating func takeJoin(
        _ person: Party, before: Membership, _ moment: MatrixMoment, into sink: inout EventSink
    ) {
        guard before != .joined, let id = person.id else { return sink.skip() }
        let inviter = inviters.removeValue(forKey: id).map { party($0) }
        let isInvited = before == .invited || inviter != nil
        moment.add(.join, by: person, to: inviter, scene: isInvited ? "invitation" : nil, into: &sink)
    }

    /// What the server says somebody was before, else what the events said.
    private func previous(_ moment: MatrixMoment, of id: String) -> Membership {
        guard let before = moment.previous?["membership"]?.view else { return memberships[id] ?? .unknown }
        if before.equals("join") { return .joined }
        return before.equals("invite") ? .invited : .gone
    }

    private mutating func note(_ membership: Membership, of id: String) {
        if memberships.count < MatrixPeople.most || memberships[id] != nil { memberships[id] = membership }
    }

    private mutating func learnName(of id: String, _ name: JSONValue?) {
        guard let name = name?.view, !name.isBlank, name.count <= 1024 else { return }
        if shown.count < MatrixPeople.most || shown[id] != nil { shown[id] = names.name(name) }
    }
}
