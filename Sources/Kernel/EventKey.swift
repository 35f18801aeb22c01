internal import CXXHash

/// What makes an event the same event: its source's own id, or a digest of all that was said about it.
///
/// Bytes, at most 65: `1` and the UTF-8 of the source's id (hashed where it is longer than 64 bytes), or `0`, the
/// instant (8 bytes, big-endian milliseconds) and 64 bits of XXH3 over sender, kind, target, text and the ordinal among
/// otherwise identical events. A digest leads with its time so that a history read in order fills its index in order.
package struct EventKey: Sendable, Hashable, Comparable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// The key of an event whose source has an id for it.
    package init(sourceID: String) {
        var id = sourceID
        self.bytes = id.withUTF8 { utf8 in
            if utf8.count <= 64 { return [1] + Array(utf8) }
            let hash = XXH3_128bits(utf8.baseAddress, utf8.count)
            return [1] + EventKey.bigEndian(hash.high64) + EventKey.bigEndian(hash.low64)
        }
    }

    /// The key of an event whose source has none.
    ///
    /// - Parameter ordinal: 0 for the first of otherwise identical events in a file, 1 for the second …
    package init(
        digestOf kind: EventKind, at instant: Instant, sender: Party, target: Party?, text: String?, ordinal: Int
    ) {
        var digest = ContentDigest()
        digest.add(UInt64(bitPattern: Int64(kind.rawValue)))
        digest.add(sender)
        digest.add(target)
        digest.add(text)
        digest.add(UInt64(ordinal))
        let parts = (UInt64(bitPattern: instant.milliseconds).bigEndian, digest.value.bigEndian)
        self.bytes = [UInt8](unsafeUninitializedCapacity: 17) { buffer, count in
            buffer[0] = 0
            withUnsafeBytes(of: parts) { UnsafeMutableRawBufferPointer(buffer)[1...].copyBytes(from: $0) }
            count = 17
        }
    }

    /// Whether the key carries its instant, so that an event of another instant cannot have it.
    package var isDigest: Bool { bytes.first == 0 }

    /// Whether the key is a digest of something that happened then. One read from a file may claim to be and not be.
    package func isDigest(of instant: Instant) -> Bool {
        guard bytes.count == 17, bytes[0] == 0 else { return false }
        let number = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 1, as: UInt64.self) }
        return UInt64(bigEndian: number) == UInt64(bitPattern: instant.milliseconds)
    }

    /// The digest itself, without the instant; of a key that is a digest.
    package var digest: UInt64 { bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 9, as: UInt64.self) } }

    package func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

    package static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    private static func bigEndian(_ value: UInt64) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}

/// A 64-bit digest of a sequence of fields; a missing field, an empty one and a shifted boundary all differ.
///
/// XXH3 (stable since xxHash 0.8.0) chained through its seed. Not for secrets: it only tells same from different.
package struct ContentDigest: Sendable {
    package private(set) var value: UInt64 = 0

    package init() {}

    package mutating func add(_ number: UInt64) {
        value = withUnsafeBytes(of: number) { XXH3_64bits_withSeed($0.baseAddress, $0.count, value) }
    }

    package mutating func add(_ text: String?) {
        guard var text else { return add(UInt64.max) }
        value = text.withUTF8 { XXH3_64bits_withSeed($0.baseAddress, $0.count, value) }
        add(UInt64(text.utf8.count))
    }

    /// Somebody by the network's id where there is one, as names change and ids do not; else by name.
    mutating func add(_ party: Party?) {
        add(party?.id)
        add(party?.id == nil ? party?.name : nil)
    }

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        value = XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, value)
    }
}

/// Where an event stands among those of its own instant (many logs know only minutes).
///
/// A file's events of one instant count up from 0 in file order. Those of the very first instant of a file stand behind
/// all others of that instant: a log cut in the middle of a minute goes on there, while a whole one
/// begins with a minute that no other file has. An event met again keeps the more telling of its two places.
package enum EventOrder {
    /// Added to the place of events of a file's first instant.
    package static let openingOffset: Int64 = 1 << 40

    package static func place(_ index: Int, inOpeningInstant: Bool) -> Int64 {
        Int64(index) + (inOpeningInstant ? openingOffset : 0)
    }

    /// Which of two places of the same event to keep; commutative and associative, so the order of imports is nothing to it.
    package static func preferred(_ first: Int64, _ second: Int64) -> Int64 {
        let firstIsOpening = first >= openingOffset
        let secondIsOpening = second >= openingOffset
        if firstIsOpening != secondIsOpening { return firstIsOpening ? second : first }
        return max(first, second)
    }
}
