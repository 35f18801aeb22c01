internal import Kernel

/// Gives the events of one file their keys and their places.
struct EventIdentities {
    private var seen = RecentCounts()
    private var places = RecentCounts()
    private var opening: Instant?
    private var isOpening = true
    private var latest: Instant?
    private var index = 0

    /// The key of an event without an id: otherwise identical events of the file are told apart by counting them.
    mutating func key(_ kind: EventKind, at instant: Instant, sender: Party, target: Party?, text: String?) -> EventKey
    {
        let first = EventKey(digestOf: kind, at: instant, sender: sender, target: target, text: text, ordinal: 0)
        let ordinal = seen.countUp(EventIdentities.fold(first))
        if ordinal == 0 { return first }
        return EventKey(digestOf: kind, at: instant, sender: sender, target: target, text: text, ordinal: ordinal)
    }

    /// The place of the file's next event, which is at `instant`.
    mutating func place(at instant: Instant) -> Int64 {
        if instant != latest { move(to: instant) }
        defer { index += 1 }
        return EventOrder.place(index, inOpeningInstant: isOpening)
    }

    /// Leaves one instant for another, which may be one that was there before (clocks go back, logs jump).
    private mutating func move(to instant: Instant) {
        if let latest { places.set(UInt64(bitPattern: latest.milliseconds), to: index) }
        if opening == nil { opening = instant }
        isOpening = instant == opening
        index = places.count(of: UInt64(bitPattern: instant.milliseconds))
        latest = instant
    }

    /// A digest key's time and digest in one number.
    private static func fold(_ key: EventKey) -> UInt64 {
        var time: UInt64 = 0
        var digest: UInt64 = 0
        key.bytes.withUnsafeBytes { bytes in
            time = bytes.loadUnaligned(fromByteOffset: 1, as: UInt64.self)
            digest = bytes.loadUnaligned(fromByteOffset: 9, as: UInt64.self)
        }
        return (time &* 0x9E37_79B9_7F4A_7C15) ^ digest
    }
}
