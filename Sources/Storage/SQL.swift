package import Kernel

/// One statement of SQL for either engine: text in which every `\(value)` is bound, never pasted.
///
/// `\(raw:)` is the loud exception: it splices text as it stands, for names and clauses that the program itself wrote.
/// `\(sql:)` takes in another statement's text together with its values.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The text around the values: always one piece more than there are values.
    private(set) var pieces: [String]
    private(set) var values: [Value]

    /// A value to bind. The kind is known even where the value is null, because PostgreSQL types its parameters.
    enum Value: Sendable, Equatable {
        case int64(Int64?)
        case int32(Int32?)
        case double(Double?)
        case text(String?)
        case bytes([UInt8]?)
    }

    package init(stringLiteral text: String) {
        pieces = [text]
        values = []
    }

    package init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
        values = stringInterpolation.values
    }

    /// The text as both engines read it, with `$1`, `$2` … where values are bound.
    package var text: String {
        var text = pieces[0]
        for index in values.indices {
            text += "$"
            text += String(index + 1)
            text += pieces[index + 1]
        }
        return text
    }

    package static func + (left: SQL, right: SQL) -> SQL { "\(sql: left)\(sql: right)" }
}

extension SQL {
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces = [""]
        fileprivate var values: [Value] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount + 1)
            values.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { pieces[pieces.count - 1] += literal }

        package mutating func appendInterpolation(_ value: Int64?) { bind(.int64(value)) }
        package mutating func appendInterpolation(_ value: Int?) { bind(.int64(value.map { Int64($0) })) }
        package mutating func appendInterpolation(_ value: Int32?) { bind(.int32(value)) }
        package mutating func appendInterpolation(_ value: Int16?) { bind(.int32(value.map { Int32($0) })) }
        package mutating func appendInterpolation(_ value: Bool?) { bind(.int32(value.map { $0 ? 1 : 0 })) }
        package mutating func appendInterpolation(_ value: Double?) { bind(.double(value)) }
        package mutating func appendInterpolation(_ value: String?) { bind(.text(value)) }
        package mutating func appendInterpolation(_ value: [UInt8]?) { bind(.bytes(value)) }
        package mutating func appendInterpolation(_ value: Instant?) { bind(.int64(value?.milliseconds)) }
        package mutating func appendInterpolation(_ value: CivilDay?) { bind(.int32(value?.number)) }
        package mutating func appendInterpolation<Subject>(_ value: ID<Subject>?) { bind(.int64(value?.value)) }
        package mutating func appendInterpolation(_ value: EventKey?) { bind(.bytes(value?.bytes)) }

        /// Binds several, with commas between them.
        package mutating func appendInterpolation(list keys: [EventKey]) {
            for (index, key) in keys.enumerated() {
                if index > 0 { appendLiteral(", ") }
                bind(.bytes(key.bytes))
            }
        }

        /// Splices text that the program wrote. Never pass anything that came from outside.
        package mutating func appendInterpolation(raw text: String) { appendLiteral(text) }

        /// Takes in another statement, values and all.
        package mutating func appendInterpolation(sql other: SQL) {
            appendLiteral(other.pieces[0])
            for (value, piece) in zip(other.values, other.pieces.dropFirst()) {
                bind(value)
                appendLiteral(piece)
            }
        }

        private mutating func bind(_ value: Value) {
            values.append(value)
            pieces.append("")
        }
    }
}
