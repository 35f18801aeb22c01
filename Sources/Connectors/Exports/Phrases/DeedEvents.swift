internal import Kernel

extension EventSink {
    /// Adds what a client's sentence tells, or passes it over where nobody did anything.
    ///
    /// - Parameter party: Who somebody in the sentence is.
    mutating func add(_ deed: SystemLines.Deed, at instant: Instant, party: (SystemLines.Actor) -> Party) {
        guard let who = deed.who.map(party) else { return addUndone(deed, at: instant, party: party) }
        switch deed.act {
        case .join: add(.join, at: instant, by: who, scene: deed.scene)
        case .leave: add(.leave, at: instant, by: who, scene: deed.scene)
        case .invitation:
            for whom in deed.whom { add(.join, at: instant, by: party(whom), to: who, scene: deed.scene ?? "added") }
        case .removal:
            for whom in deed.whom { add(.removal, at: instant, by: who, to: party(whom), scene: "removed") }
        case .creation:
            add(.join, at: instant, by: who, scene: "created")
            if let text = deed.text { add(.topic, at: instant, by: who, text: text) }
        case .topic: add(.topic, at: instant, by: who, text: deed.text)
        case .rename: addRename(of: who, to: deed.text, at: instant)
        case .recall: add(.recall, at: instant, by: who)
        case .pin: add(.pin, at: instant, by: who)
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
