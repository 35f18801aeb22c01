internal import Kernel

/// One line of an exchange, as `b>1? words`.
///
/// A role (`o` the owner, `n` the newcomer, any other letter whoever is drawn for it), then in any order `>1` answers
/// the first line, `/picture` is of that kind, `+9` comes some nine minutes later, `?` is said only half of the time;
/// then a space and the words. In these `{o}`, `{n}`, `{a}` … are names, `{3-9}` is a number, `{round}` how often
/// whoever begins has begun this topic, and `{book}` one of the story's words, the same throughout the exchange;
/// `{~book}` is drawn anew each time.
struct ScriptLine: Decodable, Sendable, Hashable {
    var role: Character
    var answers: Int?
    var kind = EventKind.text
    var minutesLater = 0
    var isOptional = false
    var words: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let line = ScriptLine(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a line: \(text)")
        }
        self = line
    }

    init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard var head = parts.first, let role = head.popFirst(), role.isLetter else { return nil }
        self.role = role
        if parts.count == 2 { words = String(parts[1]) }
        while let mark = head.popFirst() {
            let end = head.firstIndex { ">/+?".contains($0) } ?? head.endIndex
            let value = String(head[..<end])
            head = head[end...]
            switch mark {
            case "?" where value.isEmpty: isOptional = true
            case ">":
                guard let number = Int(value) else { return nil }
                answers = number
            case "+":
                guard let number = Int(value) else { return nil }
                minutesLater = number
            case "/":
                guard let named = EventKind(name: value) else { return nil }
                kind = named
            default: return nil
            }
        }
        if kind == .text, words == nil { return nil }
    }
}

/// Fills the `{slots}` of an exchange's lines.
struct SlotFiller {
    /// Names by role, and whatever else is settled for the whole exchange.
    private var settled: [String: String]
    private let words: [String: [String]]

    init(names: [Character: String], words: [String: [String]]) {
        settled = Dictionary(uniqueKeysWithValues: names.map { (String($0.key), $0.value) })
        self.words = words
    }

    mutating func fill(_ text: String, round: Int, _ chance: inout SeededGenerator) -> String {
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let slot = String(rest[rest.index(after: open)..<close])
            filled += slot == "round" ? String(round) : value(of: slot, &chance)
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    private mutating func value(of slot: String, _ chance: inout SeededGenerator) -> String {
        if let known = settled[slot] { return known }
        let isAnew = slot.hasPrefix("~")
        if let choices = words[isAnew ? String(slot.dropFirst()) : slot], !choices.isEmpty {
            let chosen = choices[chance.index(choices.count)]
            if !isAnew { settled[slot] = chosen }
            return chosen
        }
        let ends = slot.split(separator: "-").compactMap { Int($0) }
        return ends.count == 2 ? String(chance.between(ends[0], ends[1])) : "{\(slot)}"
    }
}
