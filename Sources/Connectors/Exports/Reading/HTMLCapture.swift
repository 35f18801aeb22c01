/// Collects the texts of some elements of a page, each under a number, until they are asked for.
struct HTMLCapture: Sendable {
    /// A longer text is cut, and said to be too long.
    static let longest = LineSource.longestLine

    private var texts: [[UInt8]]
    private var isFilled: [Bool]
    private(set) var isTooLong = false
    /// The text that is being collected; nil where none is.
    private var field: Int?
    private var tag: [UInt8] = []
    private var depth = 0
    /// Whether what comes last is a line end of the page's own, which a `<br>` behind it makes good for.
    private var endsInLine = false

    init(count: Int) {
        texts = [[UInt8]](repeating: [], count: count)
        isFilled = [Bool](repeating: false, count: count)
    }

    /// Whether a text is being collected.
    var isOpen: Bool { field != nil }

    mutating func reset() {
        for index in texts.indices {
            texts[index].removeAll(keepingCapacity: true)
            isFilled[index] = false
        }
        (field, isTooLong, endsInLine) = (nil, false, false)
    }

    /// The text of a field without the space around it.
    func text(_ field: Int) -> ByteView {
        texts[field].withView { text in
            var (start, end) = (0, text.count)
            while start < end, HTMLTag.isSpace(text[start]) { start += 1 }
            while end > start, HTMLTag.isSpace(text[end - 1]) { end -= 1 }
            return text.slice(start, end)
        }
    }

    /// Starts to collect an element's text; the first element of a field is the one that counts, unless they are added up.
    mutating func begin(_ field: Int, _ tag: HTMLTag, isAddedUp: Bool = false) {
        guard self.field == nil, !isFilled[field] || isAddedUp else { return }
        self.field = field
        isFilled[field] = true
        self.tag = tag.name.array
        depth = 1
        endsInLine = false
    }

    /// Whether a tag belongs to a text that is being collected.
    mutating func open(_ tag: HTMLTag) -> Bool {
        guard let field else { return false }
        if tag.isNamed("br") {
            if endsInLine { texts[field].removeLast() }
            append([10])
            endsInLine = false
        } else if tag.name.equals(self.tag) {
            depth += 1
        }
        return true
    }

    mutating func close(_ name: ByteView) {
        guard field != nil, name.equals(tag) else { return }
        depth -= 1
        if depth == 0 { field = nil }
    }

    mutating func append(_ html: ByteView) {
        guard let field else { return }
        guard texts[field].count + html.count <= HTMLCapture.longest else {
            isTooLong = true
            return
        }
        var index = 0
        while index < html.count {
            let start = index
            while index < html.count, html[index] != UInt8(ascii: "&"), html[index] != 13 { index += 1 }
            html.slice(start, index).appending(to: &texts[field])
            guard index < html.count else { break }
            if html[index] == 13 {
                index += 1
            } else if let end = HTMLEntity.resolve(html, index, into: &texts[field]) {
                index = end
            } else {
                texts[field].append(UInt8(ascii: "&"))
                index += 1
            }
        }
        endsInLine = html.count > 0 && html[html.count - 1] == 10
    }

    private mutating func append(_ bytes: [UInt8]) {
        guard let field, texts[field].count < HTMLCapture.longest else { return }
        texts[field] += bytes
    }
}

extension ByteView {
    fileprivate func appending(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
    }
}
