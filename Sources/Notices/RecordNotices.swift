package import Kernel
package import Record
package import Storage

/// Tells outlets of what happens in groups, out of the event log.
///
/// Only of what is new: histories that are imported tell of long ago, and a recipient asked for what happens from now on.
package struct RecordNotices: Reactor {
    package let name = "notices"
    let world: World

    package init(world: World) { self.world = world }

    /// How old an event may be that is told.
    static let newSeconds: Int64 = 86_400

    /// Whether anybody has subscribed to anything that the log tells.
    package static func isWanted(in transaction: Transaction) throws -> Bool { try !wanted(in: transaction).isEmpty }

    private static func wanted(in transaction: Transaction) throws -> Set<NoticeKind> {
        let kinds = try transaction.all("SELECT DISTINCT kind FROM webhook_kinds") {
            NoticeKind(rawValue: $0.string(0))
        }
        return Set(kinds.compactMap { $0 }).intersection(NoticeKind.ofRecord)
    }

    package func react(to events: [LoggedEvent], in transaction: Transaction) throws {
        let (wanted, now) = (try Self.wanted(in: transaction), world.now())
        let span = now.advanced(bySeconds: -Self.newSeconds)...now.advanced(bySeconds: Self.newSeconds)
        let told = events.filter { event in
            span.contains(event.instant) && Self.kind(of: event.kind).map(wanted.contains) ?? false
        }
        guard let first = told.first, let last = told.last else { return }
        let store = NoticeStore(world: world)
        let seqs = Set(told.map(\.seq))
        let lines = try RecordedEvent.stretch(first.shard, from: first.seq, through: last.seq, in: transaction)
        for line in lines where seqs.contains(line.seq) {
            guard let kind = Self.kind(of: line.kind) else { continue }
            try store.post(Self.notice(kind, line), in: transaction)
        }
    }

    static func kind(of event: EventKind) -> NoticeKind? {
        switch event {
        case .join: .memberJoined
        case .leave, .removal: .memberLeft
        default: event.isMessage ? .messageCreated : nil
        }
    }

    /// Ids and no names or words: those are to be asked of the API, where an erased person is erased.
    private static func notice(_ kind: NoticeKind, _ line: RecordedEvent) -> Notice {
        let event = "\(line.shard)-\(line.seq)"
        // Who was removed left; who removed them did not.
        let somebody = line.kind == .removal ? line.target ?? line.sender : line.sender
        return Notice(
            kind, occurrence: "event:\(event)", group: line.group, at: line.instant,
            data: [
                "event": .text(event), "kind": .text(line.kind.name),
                "person": somebody.person.map { .id($0) } ?? .none,
            ])
    }
}
