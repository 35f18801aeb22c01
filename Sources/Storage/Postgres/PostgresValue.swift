internal import CPostgres

/// A value of a binary result that is not null.
struct PostgresValue {
    /// The object identifiers of the types we send and read (`pg_type.dat` of the server's sources; they never change).
    enum TypeID {
        static let bool: UInt32 = 16
        static let bytea: UInt32 = 17
        static let int8: UInt32 = 20
        static let int4: UInt32 = 23
        static let text: UInt32 = 25
        static let float4: UInt32 = 700
        static let float8: UInt32 = 701
        static let numeric: UInt32 = 1700
        static let byteaArray: UInt32 = 1001
        static let textArray: UInt32 = 1009
        static let int8Array: UInt32 = 1016
        static let float8Array: UInt32 = 1022
    }

    let bytes: UnsafeRawBufferPointer
    private let type: UInt32

    init(_ result: OpaquePointer, _ row: Int32, _ column: Int) {
        let index = Int32(column)
        bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, index), count: Int(PQgetlength(result, row, index)))
        type = PQftype(result, index)
    }

    var int64: Int64 {
        switch type {
        case TypeID.float4, TypeID.float8, TypeID.numeric: Int64(exactly: double.rounded(.towardZero)) ?? 0
        default: integer
        }
    }

    var double: Double {
        switch type {
        case TypeID.float8: Double(bitPattern: UInt64(bitPattern: integer))
        case TypeID.float4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: integer)))
        case TypeID.numeric: numeric
        default: Double(integer)
        }
    }

    /// A big-endian integer of as many bytes as there are: `smallint`, `integer`, `bigint` and `boolean`.
    private var integer: Int64 {
        switch bytes.count {
        case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        case 1: Int64(bytes[0])
        default: 0
        }
    }

    /// `numeric`: counts of digits, weight, sign and scale, then digits of base 10,000 (`numeric_send`).
    private var numeric: Double {
        func short(_ index: Int) -> Int {
            Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
        }
        var value = 0.0
        for digit in 0..<short(0) { value = value * 10_000 + Double(short(4 + digit)) }
        var exponent = short(1) - short(0) + 1
        while exponent > 0 { (value, exponent) = (value * 10_000, exponent - 1) }
        while exponent < 0 { (value, exponent) = (value / 10_000, exponent + 1) }
        return short(2) == 0 ? value : -value
    }
}

/// The values of one statement in PostgreSQL's binary form, end to end in memory.
struct PostgresParameters {
    private(set) var types: [UInt32] = []
    private var bytes: [UInt8] = []
    /// Where each value begins; nil where it is null.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []

    init() {}

    init(_ values: [SQL.Value]) {
        for value in values {
            switch value {
            case .int64(let number): append(TypeID.int8, number?.bigEndian)
            case .int32(let number): append(TypeID.int4, number?.bigEndian)
            case .double(let number): append(TypeID.float8, number?.bitPattern.bigEndian)
            case .text(var text): append(TypeID.text, text == nil ? nil : text!.withUTF8 { Array($0) })
            case .bytes(let blob): append(TypeID.bytea, blob)
            }
        }
    }

    private typealias TypeID = PostgresValue.TypeID

    var count: Int32 { Int32(types.count) }

    private mutating func append(_ type: UInt32, _ number: (some FixedWidthInteger)?) {
        append(type, number.map { number in withUnsafeBytes(of: number) { Array($0) } })
    }

    mutating func append(_ type: UInt32, _ value: [UInt8]?) {
        types.append(type)
        starts.append(value == nil ? nil : bytes.count)
        lengths.append(Int32(value?.count ?? 0))
        if let value { bytes += value }
    }

    /// Calls `body` with the arrays libpq takes: values, lengths, and formats (1 = binary).
    func withPointers<T>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> T
    ) -> T {
        let formats = [Int32](repeating: 1, count: types.count)
        // One byte more, so that an empty value at the end still has an address.
        return (bytes + [0]).withUnsafeBytes { memory in
            let base = memory.baseAddress!.assumingMemoryBound(to: CChar.self)
            return body(starts.map { $0.map { base + $0 } }, lengths, formats)
        }
    }
}

/// A column's rows as a binary array (`array_send`): what `unnest` takes.
struct PostgresArray {
    private(set) var bytes: [UInt8] = []
    let type: UInt32

    init(_ column: Column, _ rows: Range<Int>) {
        let hasNull = column.isNull[rows].contains(true)
        let element: UInt32
        switch column.kind {
        case .int64: (type, element) = (PostgresValue.TypeID.int8Array, PostgresValue.TypeID.int8)
        case .double: (type, element) = (PostgresValue.TypeID.float8Array, PostgresValue.TypeID.float8)
        case .text: (type, element) = (PostgresValue.TypeID.textArray, PostgresValue.TypeID.text)
        case .bytes: (type, element) = (PostgresValue.TypeID.byteaArray, PostgresValue.TypeID.bytea)
        }
        bytes.reserveCapacity(PostgresArray.size(column, rows))
        // One dimension, whether there are nulls, the element's type, the count, and the first index.
        for number in [1, hasNull ? 1 : 0, Int32(bitPattern: element), Int32(rows.count), 1] { append(number) }
        for row in rows { append(column, row) }
    }

    /// About how many bytes rows take, for cutting what is sent into pieces.
    static func size(_ column: Column, _ rows: Range<Int>) -> Int {
        let fixed = 20 + rows.count * 12
        guard !rows.isEmpty, !column.ends.isEmpty else { return fixed }
        let start = rows.lowerBound == 0 ? 0 : column.ends[rows.lowerBound - 1]
        return fixed + column.ends[rows.upperBound - 1] - start
    }

    private mutating func append(_ column: Column, _ row: Int) {
        if column.isNull[row] { return append(Int32(-1)) }
        switch column.kind {
        case .int64:
            append(Int32(8))
            append(column.integers[row])
        case .double:
            append(Int32(8))
            append(column.doubles[row].bitPattern)
        case .text, .bytes:
            let value = column.bytes(row)
            append(Int32(value.count))
            bytes.append(contentsOf: value)
        }
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
