internal import Insight
internal import Kernel

/// The shape of a JSON value: what the API's document says of it, and what requests are held against.
///
/// One description for both, so that the document cannot say one thing and the program do another. Written out as JSON
/// Schema 2020-12, as OpenAPI 3.1 has it.
struct Schema: Sendable {
    indirect enum Shape: Sendable {
        case text(TextRule)
        case integer(ClosedRange<Int>)
        case number
        case boolean
        case list(Schema, most: Int?)
        /// - Parameter isOpen: Whether members that are not named may be there, too.
        case object([Member], isOpen: Bool)
        case anything
        /// One of the document's named schemas.
        case named(String)
    }

    /// What a text must be.
    enum TextRule: Sendable {
        case line(ClosedRange<Int>)
        /// An id of ours: up to 19 digits.
        case id
        /// A civil day, `2026-11-24`.
        case day
        /// An instant, RFC 3339.
        case instant
        case choice([String])
        /// A place in a list, as an answer before gave it.
        case cursor
    }

    struct Member: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
    }

    var shape: Shape
    var isNullable = false
    var note: String?

    init(_ shape: Shape) { self.shape = shape }

    var orNull: Schema {
        var copy = self
        copy.isNullable = true
        return copy
    }

    func noted(_ note: String) -> Schema {
        var copy = self
        copy.note = note
        return copy
    }

    // MARK: - Ways to one

    static let id = Schema(.text(.id))
    static let day = Schema(.text(.day))
    static let instant = Schema(.text(.instant))
    static let cursor = Schema(.text(.cursor))
    static let number = Schema(.number)
    static let share = Schema(.number)
    static let boolean = Schema(.boolean)
    static let anything = Schema(.anything)
    static let text = Schema(.text(.line(0...1_000_000)))
    static let count = Schema(.integer(0...Int(Int32.max)))

    static func line(_ length: ClosedRange<Int>) -> Schema { Schema(.text(.line(length))) }
    static func integer(_ range: ClosedRange<Int>) -> Schema { Schema(.integer(range)) }
    static func choice(_ words: [String]) -> Schema { Schema(.text(.choice(words))) }
    static func list(_ of: Schema, most: Int? = nil) -> Schema { Schema(.list(of, most: most)) }
    static func named(_ name: String) -> Schema { Schema(.named(name)) }

    /// An object all of whose members are always there, or those that may be missing named in `optional`.
    static func object(
        _ members: KeyValuePairs<String, Schema>, optional: Set<String> = [], isOpen: Bool = false
    ) -> Schema {
        Schema(
            .object(
                members.map { Member(name: $0.key, schema: $0.value, isRequired: !optional.contains($0.key)) },
                isOpen: isOpen))
    }

    /// A page of a list.
    static func page(of item: Schema) -> Schema {
        .object(["items": .list(item), "next": cursor.orNull.noted("Where the next page begins; null on the last.")])
    }
}

// MARK: - As JSON Schema

extension Schema {
    var json: JSONValue {
        var pairs = shapePairs
        if isNullable {
            switch shape {
            case .anything: break
            case .named: pairs = [("anyOf", .array([.object(pairs), .object([("type", .string("null"))])]))]
            default:
                pairs = pairs.map { key, value in
                    switch (key, value) {
                    case ("type", .string(let type)): (key, .array([.string(type), .string("null")]))
                    case ("enum", .array(let words)): (key, .array(words + [.null]))
                    default: (key, value)
                    }
                }
            }
        }
        if let note { pairs.append(("description", .string(note))) }
        return .object(pairs)
    }

    private var shapePairs: [(key: String, value: JSONValue)] {
        switch shape {
        case .text(let rule): [("type", .string("string"))] + rule.pairs
        case .integer(let range):
            [
                ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
                ("maximum", .integer(range.upperBound)),
            ]
        case .number: [("type", .string("number"))]
        case .boolean: [("type", .string("boolean"))]
        case .list(let item, let most):
            [("type", .string("array")), ("items", item.json)] + (most.map { [("maxItems", .integer($0))] } ?? [])
        case .object(let members, let isOpen):
            [
                ("type", .string("object")), ("properties", .object(members.map { ($0.name, $0.schema.json) })),
                ("required", .array(members.filter(\.isRequired).map { .string($0.name) })),
                ("additionalProperties", .boolean(isOpen)),
            ]
        case .anything: []
        case .named(let name): [("$ref", .string("#/components/schemas/" + name))]
        }
    }
}

extension Schema.TextRule {
    fileprivate var pairs: [(key: String, value: JSONValue)] {
        switch self {
        case .line(let length):
            [
                ("minLength", .integer(length.lowerBound)), ("maxLength", .integer(length.upperBound)),
                ("pattern", .string("^[^\\u0000]*$")),
            ]
        case .id: [("pattern", .string("^[0-9]{1,18}$"))]
        case .day: [("format", .string("date")), ("pattern", .string("^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$"))]
        case .instant: [("format", .string("date-time"))]
        case .choice(let words): [("enum", .array(words.map { .string($0) }))]
        case .cursor: [("pattern", .string("^[A-Za-z0-9_.-]{1,200}$"))]
        }
    }

    /// Whether a text is such a one.
    func takes(_ text: String) -> Bool {
        switch self {
        case .line(let length): length.contains(text.unicodeScalars.count) && !text.unicodeScalars.contains("\0")
        case .id: !text.isEmpty && text.utf8.count <= 18 && text.utf8.allSatisfy { (48...57).contains($0) }
        case .day: CivilDay(text) != nil
        case .instant: Instant(rfc3339: text) != nil
        case .choice(let words): words.contains(text)
        case .cursor:
            (1...200).contains(text.utf8.count)
                && text.utf8.allSatisfy {
                    ($0 | 32 >= 97 && $0 | 32 <= 122) || (48...57).contains($0) || "_.-".utf8.contains($0)
                }
        }
    }
}

// MARK: - Holding values against it

extension Schema {
    /// Where a value does not fit: a JSON Pointer (RFC 6901), empty for the whole.
    struct Misfit: Equatable, Sendable { let pointer: String }

    /// The first place where the value is not as described; nil where it is.
    ///
    /// - Parameter named: The schemas that are referred to by name.
    func misfit(_ value: JSONValue, at pointer: String = "", named: [String: Schema] = [:]) -> Misfit? {
        if case .null = value, isNullable { return nil }
        let bad = Misfit(pointer: pointer)
        switch (shape, value) {
        case (.anything, _), (.number, .integer), (.number, .number), (.boolean, .boolean): return nil
        case (.text(let rule), .string(let text)): return rule.takes(text) ? nil : bad
        case (.integer(let range), .integer(let number)): return range.contains(number) ? nil : bad
        case (.list(let item, let most), .array(let values)):
            guard values.count <= most ?? .max else { return bad }
            for (index, value) in values.enumerated() {
                if let misfit = item.misfit(value, at: "\(pointer)/\(index)", named: named) { return misfit }
            }
            return nil
        case (.object(let members, let isOpen), .object(let pairs)):
            return misfit(of: pairs, members, isOpen, at: pointer, named)
        case (.named(let name), _): return named[name].map { $0.misfit(value, at: pointer, named: named) } ?? bad
        default: return bad
        }
    }

    private func misfit(
        of pairs: [(key: String, value: JSONValue)], _ members: [Member], _ isOpen: Bool, at pointer: String,
        _ named: [String: Schema]
    ) -> Misfit? {
        let known = Dictionary(members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for pair in pairs {
            let place = pointer + "/" + pair.key.replacing("~", with: "~0").replacing("/", with: "~1")
            guard let member = known[pair.key] else {
                if isOpen { continue }
                return Misfit(pointer: place)
            }
            if let misfit = member.schema.misfit(pair.value, at: place, named: named) { return misfit }
        }
        let there = Set(pairs.map(\.key))
        let missing = members.first { $0.isRequired && !there.contains($0.name) }
        return missing.map { Misfit(pointer: pointer + "/" + $0.name) }
    }
}
