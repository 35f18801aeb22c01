internal import Kernel

/// A message's kind and words: `[图片]` and the like taken out of it.
struct QQContent {
    private(set) var kind = EventKind.text
    private(set) var text: String?

    init(_ body: ByteView, _ words: QQWords) {
        guard body.firstIndex(of: UInt8(ascii: "[")) != nil else {
            text = body.string
            return
        }
        var kept: [UInt8] = []
        var found: EventKind?
        var index = 0
        while index < body.count {
            let next = body.firstIndex(of: UInt8(ascii: "["), from: index) ?? body.count
            kept.append(contentsOf: UnsafeBufferPointer(start: body.base + index, count: next - index))
            index = next
            guard next < body.count else { break }
            if let stand = QQContent.stand(body, at: next, words) {
                found = QQContent.moreTelling(found, stand.kind)
                index = stand.end
            } else {
                kept.append(body[next])
                index += 1
            }
        }
        guard let found else {
            text = body.string
            return
        }
        let left = kept.withView { $0.trimmedLines.string }
        // A face within words is a way of speaking.
        kind = found == .sticker && !left.isEmpty ? .text : found
        text = left.isEmpty ? nil : left
    }

    /// The word in the bracket that opens at `start`, and where it closes: `[图片]`, `[语音:3"]`.
    private static func stand(_ body: ByteView, at start: Int, _ words: QQWords) -> (kind: EventKind, end: Int)? {
        let inner = body.dropping(start + 1)
        var end = 0
        while end <= words.longestStand, end < inner.count {
            let isClose = inner[end] == UInt8(ascii: "]")
            if isClose || inner[end] == UInt8(ascii: ":") || inner.has("：", at: end) {
                guard let kind = words.stands[inner.prefix(end)] else { return nil }
                if isClose { return (kind, start + end + 2) }
                guard let close = inner.prefix(end + 256).firstIndex(of: UInt8(ascii: "]"), from: end) else {
                    return nil
                }
                return (kind, start + close + 2)
            }
            end += 1
        }
        return nil
    }

    private static let ranks: [EventKind] = [.file, .picture, .video, .voice, .sticker, .link, .card]

    private static func moreTelling(_ first: EventKind?, _ second: EventKind) -> EventKind {
        guard let first else { return second }
        return ranks.first { $0 == first || $0 == second } ?? first
    }
}

extension ByteView {
    /// Without spaces and line ends around it.
    fileprivate var trimmedLines: ByteView {
        var start = 0
        var end = count
        while start < end, base[start] <= 32 { start += 1 }
        while end > start, base[end - 1] <= 32 { end -= 1 }
        return slice(start, end)
    }
}
