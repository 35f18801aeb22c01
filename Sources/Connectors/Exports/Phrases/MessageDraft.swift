internal import Kernel

/// A message as it is put together from its lines.
struct MessageDraft {
    private(set) var sender = Party(name: "")
    private(set) var instant = Instant(milliseconds: 0)
    private(set) var text: [UInt8] = []
    /// Blank lines that belong to it only if more comes.
    private var blankCount = 0
    /// Whether there is a line already.
    private var isBegun = false

    mutating func begin(by sender: Party, at instant: Instant, _ words: ByteView) {
        self.sender = sender
        self.instant = instant
        text.removeAll(keepingCapacity: true)
        blankCount = 0
        append(words)
        isBegun = true
    }

    /// Begins a message whose words stand in the lines below.
    mutating func begin(by sender: Party, at instant: Instant) {
        self.sender = sender
        self.instant = instant
        text.removeAll(keepingCapacity: true)
        blankCount = 0
        isBegun = false
    }

    mutating func addBlank() { blankCount += 1 }

    /// False where the message grows beyond all sense.
    mutating func add(_ line: ByteView) -> Bool {
        guard text.count + blankCount + line.count < LineSource.longestLine else { return false }
        text.append(contentsOf: repeatElement(10, count: blankCount + (isBegun ? 1 : 0)))
        blankCount = 0
        isBegun = true
        append(line)
        return true
    }

    private mutating func append(_ view: ByteView) {
        text.append(contentsOf: UnsafeBufferPointer(start: view.base, count: view.count))
    }
}
