internal import Kernel

/// The columns of WeChat tables that are read.
enum WeChatColumn: Int, CaseIterable {
    case id, type, subtype, isSender, time, content, textTime, remark, nickname, sender, talker, talkerNumber
    case talkerName, source

    /// By their names in lower case; several exporters and their versions.
    static let known: [String: WeChatColumn] = [
        "msgsvrid": .id, "msgserverid": .id, "server_id": .id, "消息id": .id,
        "type": .type, "localtype": .type, "类型": .type, "subtype": .subtype, "issender": .isSender,
        "is_sender": .isSender, "createtime": .time, "create_time": .time, "时间": .textTime, "strtime": .textTime,
        "strcontent": .content, "内容": .content, "content": .content, "remark": .remark, "备注": .remark,
        "nickname": .nickname, "昵称": .nickname, "sender": .sender, "发送人": .sender, "talkerid": .talkerNumber,
        "strtalker": .talker, "talker": .talker, "talkername": .talkerName, "群名": .talkerName, "群聊": .talkerName,
        "msgsource": .source,
    ]
}

/// The line that names the columns of a WeChat table.
struct WeChatHeader {
    let places: [Int?]
    let count: Int
    /// Whether the sender's column holds ids; with Chinese headers it holds names.
    let hasIDs: Bool

    /// Nil where the first line names no WeChat table's columns.
    init?(_ sample: ExportSample) {
        guard let line = sample.lines.first else { return nil }
        var record = CSVRecord(delimiter: UInt8(ascii: ","))
        guard line.withView({ record.add($0, lineEnd: "\n") }) == .complete else { return nil }
        var places = [Int?](repeating: nil, count: WeChatColumn.allCases.count)
        var names: Set<String> = []
        for (place, field) in record.fields.enumerated() {
            let written = String(decoding: record.bytes[field.range], as: UTF8.self).lowercased()
            let name = written.filter { !$0.isWhitespace && $0 != "\u{FEFF}" }
            names.insert(name)
            if let column = WeChatColumn.known[name], places[column.rawValue] == nil {
                places[column.rawValue] = place
            }
        }
        let isNumbered = names.isSuperset(of: ["type", "issender", "createtime", "strcontent"])
        guard isNumbered || names.isSuperset(of: ["消息id", "类型", "发送人", "时间", "内容"]) else { return nil }
        self.places = places
        count = record.fields.count
        hasIDs = isNumbered
    }
}

/// Reads the rows of a WeChat table one by one.
struct WeChatRows {
    /// What came next.
    enum Step {
        case row
        /// A line that is dealt with.
        case passed
        case end
    }

    private let header: WeChatHeader
    private var record = CSVRecord(delimiter: UInt8(ascii: ","))
    private var isOpen = false
    private(set) var isBehindHeader = false

    init(_ header: WeChatHeader) { self.header = header }

    /// Reads on to the next row, counting what is none.
    mutating func next(_ source: LineSource, _ sink: inout EventSink) throws -> Step {
        guard let line = try source.next() else { return .end }
        guard sink.begin(line, number: source.number) else { return .passed }
        guard try record.read(line, source, into: &sink) else { return .passed }
        guard isBehindHeader else {
            isBehindHeader = true
            sink.skip()
            return .passed
        }
        // Rows of a talk between two lack the last columns.
        guard record.fields.count <= header.count else {
            let counts = ["found": String(record.fields.count), "expected": String(header.count)]
            sink.bad("exports.bad.fields", counts)
            return .passed
        }
        return .row
    }

    /// Adds a line without counting anything; true where a record is complete.
    mutating func add(_ line: ByteView) -> Bool {
        if !isOpen { record.begin() }
        let wasHeader = !isOpen && !isBehindHeader
        let progress = record.add(line, lineEnd: "\n")
        isOpen = progress == .open
        if wasHeader { isBehindHeader = true }
        return progress == .complete && !wasHeader
    }

    /// Calls `body` with the row that was read last.
    func withRow(_ body: (WeChatRow) -> Void) {
        record.bytes.withView { body(WeChatRow(bytes: $0, fields: record.fields, header: header)) }
    }
}

/// One row, valid until the next is read.
struct WeChatRow {
    let bytes: ByteView
    let fields: [(range: Range<Int>, isQuoted: Bool)]
    let header: WeChatHeader

    /// What stands in a column; nil where there is none or nothing in it.
    subscript(_ column: WeChatColumn) -> ByteView? {
        guard let place = header.places[column.rawValue], place < fields.count else { return nil }
        let range = fields[place].range
        return range.isEmpty ? nil : bytes.slice(range)
    }

    /// Nil where the type is no number and no word that is known.
    var sort: WeChatSort? {
        guard let type = self[.type] else { return nil }
        guard let number = type.integer else {
            return header.hasIDs ? nil : WeChatSort.named[type.string] ?? .message(.card)
        }
        return WeChatSort(type: number, subtype: self[.subtype]?.integer ?? 0)
    }

    /// The second or millisecond that is written, else the wall time.
    func instant(_ clock: inout WallClock) -> Instant? {
        if let number = self[.time]?.integer {
            return number > 99_999_999_999 ? Instant(milliseconds: number) : Instant(seconds: number)
        }
        return (self[.textTime] ?? self[.time]).flatMap { EventTime.instant($0, &clock) }
    }
}

extension ByteView {
    /// A whole number of at most 18 digits; nil for anything else.
    var integer: Int64? {
        let isNegative = hasPrefix("-")
        let digits = isNegative ? dropping(1) : self
        guard digits.count > 0, digits.count <= 18 else { return nil }
        var value: Int64 = 0
        for index in 0..<digits.count {
            guard let digit = digits.digit(index) else { return nil }
            value = value * 10 + Int64(digit)
        }
        return isNegative ? -value : value
    }
}
