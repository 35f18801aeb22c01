internal import Kernel

extension TelegramJSON {
    /// What happened to the group: who came, who went, what it is called.
    mutating func takeService(_ record: JSONValue, at instant: Instant, into sink: inout EventSink) {
        guard let action = record["action"], let actor = people.party(record["actor"], record["actor_id"]) else {
            return sink.skip()
        }
        let service = TelegramService(record: record, instant: instant, actor: actor)
        if action.equals("invite_members") {
            takeInvitation(service, into: &sink)
        } else if action.equals("create_group") {
            takeCreation(service, into: &sink)
        } else if action.equals("remove_members") {
            takeRemoval(service, into: &sink)
        } else if action.equals("join_group_by_link") {
            let inviter = record["inviter"]?.view.map { people.party(named: $0) }
            service.add(.join, by: actor, to: inviter, scene: "link", into: &sink)
        } else if action.equals("join_group_by_request") {
            service.add(.join, by: actor, scene: "request", into: &sink)
        } else if action.equals("pin_message") {
            service.add(.pin, by: actor, into: &sink)
        } else if action.equals("edit_group_title") {
            service.add(.topic, by: actor, text: record["title"]?.string, into: &sink)
        } else {
            sink.skip()
        }
    }

    /// Somebody added others, or came by themself: then they are the only one of whom it speaks.
    private mutating func takeInvitation(_ service: TelegramService, into sink: inout EventSink) {
        let members = service.members(&people)
        if members.isEmpty { return sink.skip() }
        for (index, member) in members.enumerated() {
            let isAlone = service.isActor(member)
            service.add(
                .join, by: isAlone ? service.actor : member, to: isAlone ? nil : service.actor,
                scene: isAlone ? nil : "invitation", number: members.count > 1 ? index + 1 : nil, into: &sink)
        }
    }

    /// Who makes a group is in it, and so are those who were chosen for it.
    private mutating func takeCreation(_ service: TelegramService, into sink: inout EventSink) {
        let others = service.members(&people).filter { !service.isActor($0) }
        service.add(.join, by: service.actor, scene: "created", number: others.isEmpty ? nil : 1, into: &sink)
        for (index, member) in others.enumerated() {
            service.add(.join, by: member, to: service.actor, scene: "invitation", number: index + 2, into: &sink)
        }
    }

    /// Somebody removed others, or went: then they removed themself.
    private mutating func takeRemoval(_ service: TelegramService, into sink: inout EventSink) {
        let members = service.members(&people)
        if members.isEmpty { return sink.skip() }
        for (index, member) in members.enumerated() {
            let number = members.count > 1 ? index + 1 : nil
            if service.isActor(member) {
                service.add(.leave, by: service.actor, number: number, into: &sink)
            } else {
                service.add(
                    .removal, by: service.actor, to: member, scene: "removed", number: number, into: &sink)
            }
        }
    }
}

/// A line about the group rather than of somebody speaking.
private struct TelegramService {
    let record: JSONValue
    let instant: Instant
    let actor: Party

    /// The people it is about, of whom only the names are written.
    func members(_ people: inout TelegramPeople) -> [Party] {
        var found: [Party] = []
        for name in record["members"]?.elements ?? JSONItems.none {
            // The name of a deleted account is null: somebody, but nobody knows who.
            if let name = name.view, !name.isEmpty { found.append(people.party(named: name)) }
        }
        return found
    }

    func isActor(_ member: Party) -> Bool {
        member.name == actor.name && (member.id == nil || actor.id == nil || member.id == actor.id)
    }

    /// - Parameter number: Which of the events of one line this is, where there are several.
    func add(
        _ kind: EventKind, by sender: Party, to target: Party? = nil, text: String? = nil, scene: String? = nil,
        number: Int? = nil, into sink: inout EventSink
    ) {
        let id = record["id"]?.string.map { number == nil ? $0 : "\($0)#\(number!)" }
        let pinned = kind == .pin ? record["message_id"]?.string : nil
        sink.add(
            kind, at: instant, by: sender, to: target, text: text, scene: scene,
            replyTo: pinned.map { EventKey(sourceID: $0) }, key: id.map { EventKey(sourceID: $0) })
    }
}
