package import Kernel

/// Rows to insert in bulk, kept column by column so that either engine can take them without a value being boxed.
package final class Columns {
    package enum Kind: Sendable {
        case int64
        case double
        case text
        case bytes
    }

    let columns: [Column]

    /// - Parameter rows: How many rows are to be expected, so that memory is taken once.
    package init(_ names: [(String, Kind)], rows: Int = 0) {
        columns = names.map { Column(name: $0.0, kind: $0.1, rows: rows) }
    }

    package subscript(index: Int) -> Column { columns[index] }

    /// How many rows there are. Every column must have as many values when the rows are inserted.
    package var count: Int { columns.first?.count ?? 0 }

    package var isEmpty: Bool { count == 0 }

    package func removeAll(keepingCapacity: Bool = true) {
        for column in columns { column.removeAll(keepingCapacity: keepingCapacity) }
    }
}

/// One column of rows to insert. Appending a value of another kind than the column's is a mistake of the program.
///
/// Filled and read value by value, millions of times, by one transaction on one thread: its properties go without the
/// checks for overlapping access, which took a tenth of the time of a bulk insert.
package final class Column {
    let name: String
    let kind: Columns.Kind
    /// The type that PostgreSQL is to read a text as, where that is none of ours.
    var cast: String?
    @exclusivity(unchecked) private(set) var isNull: [Bool] = []
    @exclusivity(unchecked) private(set) var integers: [Int64] = []
    @exclusivity(unchecked) private(set) var doubles: [Double] = []
    /// Where each text or blob ends in `arena`; it begins where the one before ends.
    @exclusivity(unchecked) private(set) var ends: [Int] = []
    @exclusivity(unchecked) private(set) var arena = ByteArena()

    init(name: String, kind: Columns.Kind, rows: Int) {
        self.name = name
        self.kind = kind
        guard rows > 0 else { return }
        isNull.reserveCapacity(rows)
        switch kind {
        case .int64: integers.reserveCapacity(rows)
        case .double: doubles.reserveCapacity(rows)
        case .text, .bytes: ends.reserveCapacity(rows)
        }
    }

    package var count: Int { isNull.count }

    package func append(_ value: Int64) {
        precondition(kind == .int64, "\(name) takes no integers")
        isNull.append(false)
        integers.append(value)
    }

    package func append(_ value: Int) { append(Int64(value)) }

    package func append(_ value: Double) {
        precondition(kind == .double, "\(name) takes no floating point numbers")
        isNull.append(false)
        doubles.append(value)
    }

    package func append(_ value: String) {
        precondition(kind == .text, "\(name) takes no text")
        var text = value
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    package func append(_ value: [UInt8]) {
        precondition(kind == .bytes, "\(name) takes no bytes")
        value.withUnsafeBytes { append($0) }
    }

    /// Appends text (which must be UTF-8) or bytes straight from memory.
    package func append(_ bytes: UnsafeRawBufferPointer) {
        precondition(kind == .text || kind == .bytes, "\(name) takes neither text nor bytes")
        isNull.append(false)
        arena.append(bytes)
        ends.append(arena.count)
    }

    package func appendNull() {
        isNull.append(true)
        switch kind {
        case .int64: integers.append(0)
        case .double: doubles.append(0)
        case .text, .bytes: ends.append(arena.count)
        }
    }

    func removeAll(keepingCapacity: Bool) {
        isNull.removeAll(keepingCapacity: keepingCapacity)
        integers.removeAll(keepingCapacity: keepingCapacity)
        doubles.removeAll(keepingCapacity: keepingCapacity)
        ends.removeAll(keepingCapacity: keepingCapacity)
        arena.removeAll(keepingCapacity: keepingCapacity)
    }

    /// A row's text or blob; the memory is good until the next change of the column.
    func bytes(_ row: Int) -> UnsafeRawBufferPointer { arena.slice(row == 0 ? 0 : ends[row - 1], ends[row]) }
}

// MARK: - Optional values and our own types

extension Column {
    package func append(_ value: Int64?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: Double?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: String?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: [UInt8]?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: Int32?) { append(value.map { Int64($0) }) }
    package func append(_ value: Int16?) { append(value.map { Int64($0) }) }
    package func append(_ value: Bool?) { append(value.map { $0 ? Int64(1) : 0 }) }
    package func append(_ value: Instant?) { append(value?.milliseconds) }
    package func append(_ value: CivilDay?) { append(value?.number) }
    package func append(_ value: EventKey?) { append(value?.bytes) }
    package func append<Subject>(_ value: ID<Subject>?) { append(value?.value) }
}

/// Bytes end to end in memory that stays where it is while it is read, so that SQLite can be pointed at it.
final class ByteArena {
    /// Nil until there is something to keep: most columns hold numbers.
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0
    private(set) var count = 0

    deinit { memory?.deallocate() }

    func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        let memory = memory(for: count + bytes.count)
        memory.advanced(by: count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    func slice(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory?.advanced(by: start), count: end - start)
    }

    func removeAll(keepingCapacity: Bool) {
        count = 0
        guard !keepingCapacity || capacity > 16 << 20 else { return }
        memory?.deallocate()
        (memory, capacity) = (nil, 0)
    }

    private func memory(for size: Int) -> UnsafeMutableRawPointer {
        if let memory, size <= capacity { return memory }
        capacity = max(1024, capacity * 2, size)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
        if let memory {
            larger.copyMemory(from: memory, byteCount: count)
            memory.deallocate()
        }
        memory = larger
        return larger
    }
}
