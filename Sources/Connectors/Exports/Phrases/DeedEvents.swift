internal import Kernel

extension EventSink {
    /// Adds what a client's sentence tells, or passes it over where nobody did anything.
    ///
    /// - Parameters:
    ///   - speaker: Who did it where the sentence does not name them, as it stands under somebody's name.
    ///   - replyTo: The message that was pinned, where that is known.
    ///   - key: The event's key; of several events of one sentence each is asked for by its number, from 1.
    ///   - party: Who somebody in the sentence is.
    mutating func add(
        _ deed: SystemLines.Deed, at instant: Instant, by speaker: Party? = nil, replyTo: EventKey? = nil,
        key: (Int?) -> EventKey? = { _ in nil }, party: (SystemLines.Actor) -> Party
    ) {
        guard let who = deed.who.map(party) ?? speaker else { return addUndone(deed, at: instant, party: party) }
        switch deed.act {
        case .join: add(.join, at: instant, by: who, scene: deed.scene, key: key(nil))
        case .leave: add(.leave, at: instant, by: who, scene: deed.scene, key: key(nil))
        case .invitation, .removal: addDone(deed, by: who, at: instant, key: key, party: party)
        case .creation:
            add(.join, at: instant, by: who, scene: "created", key: key(nil))
            if let text = deed.text { add(.topic, at: instant, by: who, text: text) }
            addDone(deed, by: who, at: instant, key: key, party: party)
        case .topic: add(.topic, at: instant, by: who, text: deed.text, key: key(nil))
        case .rename: addRename(of: who, to: deed.text, at: instant)
        case .recall: add(.recall, at: instant, by: who, key: key(nil))
        case .pin: add(.pin, at: instant, by: who, replyTo: replyTo, key: key(nil))
        case .nothing: skip()
        }
    }

    /// Somebody with an id of the network is the same under any name.
    private mutating func addRename(of who: Party, to text: String?, at instant: Instant) {
        guard who.id == nil, let text else { return skip() }
        let name = Array(text.utf8).withView { PersonName.text($0) }
        guard !name.isEmpty else { return skip() }
        add(.rename, at: instant, by: who, to: Party(name: name))
    }

    /// What was done to others, an event for each.
    private mutating func addDone(
        _ deed: SystemLines.Deed, by who: Party, at instant: Instant, key: (Int?) -> EventKey?,
        party: (SystemLines.Actor) -> Party
    ) {
        let isRemoval = deed.act == .removal
        let isOne = deed.whom.count == 1 && deed.act != .creation
        for (index, whom) in deed.whom.enumerated() {
            let person = party(whom)
            let own = key(isOne ? nil : index + 1)
            if person == who {
                // Who “invites” or “removes” nobody but themselves came or went by themselves.
                add(isRemoval ? .leave : .join, at: instant, by: who, key: own)
            } else if isRemoval {
                add(.removal, at: instant, by: who, to: person, scene: "removed", key: own)
            } else {
                add(.join, at: instant, by: person, to: who, scene: deed.scene ?? "added", key: own)
            }
        }
    }

    /// What came about without saying by whom.
    private mutating func addUndone(
        _ deed: SystemLines.Deed, at instant: Instant, party: (SystemLines.Actor) -> Party
    ) {
        guard !deed.whom.isEmpty, deed.act == .invitation || deed.act == .removal else { return skip() }
        let isInvitation = deed.act == .invitation
        for whom in deed.whom {
            let scene = deed.scene ?? (isInvitation ? "added" : "removed")
            add(isInvitation ? .join : .leave, at: instant, by: party(whom), scene: scene)
        }
    }
}
