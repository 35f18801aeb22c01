/// Where in a document something is: `messages`, `guild.name`, `chats.list[].messages`; `[]` as the path of an array is
/// the document itself, `[].name` a member of each of its elements.
struct JSONPath: Sendable {
    /// One step on the way to an array.
    enum Step: Equatable, Sendable {
        case member([UInt8])
        case element
    }

    let text: String
    let steps: [Step]

    init(_ text: String, isArray: Bool) {
        self.text = text
        var steps: [Step] = []
        for part in text == "[]" && isArray ? [] : text.split(separator: ".") {
            var name = part
            var depth = 0
            while name.hasSuffix("[]") {
                name.removeLast(2)
                depth += 1
            }
            if !name.isEmpty { steps.append(.member(Array(name.utf8))) }
            for _ in 0..<depth { steps.append(.element) }
        }
        self.steps = steps
    }
}

/// Some of a list of at most 63 paths.
struct JSONPathSet: Sendable {
    private var bits: UInt64

    /// The first `count` of the list.
    init(count: Int) {
        precondition(count < 64, "too many paths")
        bits = 1 << UInt64(count) - 1
    }

    var isEmpty: Bool { bits == 0 }

    /// The first of them, by its place in the list.
    var first: Int? { bits == 0 ? nil : bits.trailingZeroBitCount }

    func contains(_ index: Int) -> Bool { bits >> UInt64(index) & 1 == 1 }

    func filter(_ test: (Int) -> Bool) -> JSONPathSet {
        var kept = self
        var rest = bits
        while rest != 0 {
            let index = rest.trailingZeroBitCount
            if !test(index) { kept.bits &= ~(1 << UInt64(index)) }
            rest &= rest - 1
        }
        return kept
    }
}
