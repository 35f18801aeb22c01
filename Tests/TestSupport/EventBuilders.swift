package import Kernel

/// An instant as a clock in `zone` shows it: `2026-11-23 10:00`, seconds and milliseconds where need be.
package func at(_ text: String, zone: String = "UTC") -> Instant {
    let parts = text.split(separator: " ")
    let clock = parts[1].split(whereSeparator: { ":.".contains($0) }).map { Int($0)! }
    let wall = WallTime(
        day: CivilDay(parts[0])!, hour: clock[0], minute: clock[1], second: clock.count > 2 ? clock[2] : 0,
        millisecond: clock.count > 3 ? clock[3] : 0)!
    var zone = CivilZone(zone)!
    return zone.instant(wall)
}

/// A name, or `#id name` where the network has an id for its bearer.
package func party(_ text: String) -> Party {
    guard text.hasPrefix("#") else { return Party(name: text) }
    let parts = text.dropFirst().split(separator: " ", maxSplits: 1)
    return Party(name: parts.count > 1 ? String(parts[1]) : "", id: String(parts[0]))
}

extension Event {
    /// An event as tests write it. Without an `id` its key is the digest of its content, as an export's would be.
    package static func made(
        _ kind: EventKind, _ sender: String, _ text: String? = nil, at instant: Instant, order: Int64 = 0,
        to target: String? = nil, id: String? = nil, replyTo: String? = nil, scene: String? = nil,
        mentions: [String] = []
    ) -> Event {
        let (sender, target) = (party(sender), target.map(party))
        let key =
            id.map(EventKey.init(sourceID:))
            ?? EventKey(digestOf: kind, at: instant, sender: sender, target: target, text: text, ordinal: 0)
        return Event(
            kind: kind, instant: instant, order: order, key: key, sender: sender, target: target, text: text,
            replyTo: replyTo.map(EventKey.init(sourceID:)), scene: scene, mentions: mentions.map(party))
    }
}

/// Events written down one after the other, a minute apart unless said otherwise.
package struct Script {
    package private(set) var events: [Event] = []
    private var now: Instant
    private let zone: String

    package init(from start: String = "2026-11-23 10:00", zone: String = "UTC") {
        self.zone = zone
        self.now = Instant(milliseconds: 0)
        self.now = instant(start)
    }

    private func instant(_ time: String) -> Instant { at(time, zone: zone) }

    package mutating func add(
        _ kind: EventKind, _ sender: String, _ text: String? = nil, to target: String? = nil, id: String? = nil,
        replyTo: String? = nil, scene: String? = nil, mentions: [String] = [], at time: String? = nil
    ) {
        if let time { now = instant(time) }
        events.append(
            .made(
                kind, sender, text, at: now, to: target, id: id, replyTo: replyTo, scene: scene, mentions: mentions))
        now = now.advanced(bySeconds: 60)
    }
}
