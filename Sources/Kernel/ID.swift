/// A row's identity, typed by what it identifies so that a person's id cannot be passed for a group's.
///
/// The value is a positive 64-bit integer made by `IDSource`; it grows with time and carries no meaning.
package struct ID<Subject>: Hashable, Comparable, Sendable {
    package let value: Int64

    package init(_ value: Int64) { self.value = value }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension ID: CustomStringConvertible {
    package var description: String { String(value) }
}

/// Words for `ID`: what the record's rows are about.
package enum Subject {
    package enum Group {}
    package enum Person {}
    package enum Handle {}
}

package typealias GroupID = ID<Subject.Group>
package typealias PersonID = ID<Subject.Person>
package typealias HandleID = ID<Subject.Handle>
