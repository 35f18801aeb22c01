internal import Kernel

/// Tables that WeChatMsg (留痕) writes: `localId,TalkerId,Type,SubType,IsSender,CreateTime,…`, or with Chinese headers.
struct WeChatCSV: SectionedFormat {
    static let name = "wechat-csv"
    static let example = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,…"

    private let header: WeChatHeader
    private var rows: WeChatRows
    private var recorder: WeChatRecorder
    private var talkers = WeChatTalkers()
    private let section: Int?
    private var clock: WallClock
    private var names = NamePool()

    init(_ opening: ExportOpening) throws {
        guard let header = WeChatHeader(opening.sample) else {
            throw Fault(.badInput, "exports.wechat.no-header", ["path": opening.path])
        }
        self.header = header
        rows = WeChatRows(header)
        recorder = WeChatRecorder(ownName: opening.ownName)
        section = opening.section
        clock = WallClock(opening.zone)
        if let own = WeChatCSV.owner(opening.sample, header) {
            recorder.you = Party(name: opening.ownName ?? own.name, id: own.id)
        }
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        WeChatHeader(sample) == nil ? nil : Recognition(confidence: 100)
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "wechat"
    }

    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            switch try rows.next(source, &sink) {
            case .end: return false
            case .passed: continue
            case .row: rows.withRow { take($0, into: &sink) }
            }
        }
        return true
    }

    private mutating func take(_ row: WeChatRow, into sink: inout EventSink) {
        if let section, talkers.number(of: row) != section { return sink.skip() }
        guard let sort = row.sort else {
            return sink.bad("exports.bad.value", ["column": "Type"])
        }
        guard let instant = row.instant(&clock) else {
            return sink.bad("exports.bad.time", ["value": row[.time]?.prefix(40).string ?? ""])
        }
        var message = WeChatMessage(sort: sort, instant: instant)
        message.sender = sender(row)
        message.content = row[.content]
        message.id = row[.id].flatMap { $0.isBlank || $0.equals("0") ? nil : $0.string }
        message.source = row[.source]
        recorder.add(message, into: &sink)
    }

    private mutating func sender(_ row: WeChatRow) -> Party? {
        let id = row[.sender].flatMap { $0.isBlank ? nil : names.name($0) }
        let isOwn = row[.isSender]?.equals("1") == true
        guard let name = (row[.nickname] ?? row[.sender] ?? row[.remark]).map({ names.name($0) }) ?? id else {
            return isOwn ? recorder.you : nil
        }
        return Party(name: name, id: header.hasIDs ? id : nil)
    }

    /// Who kept the history: the sender of a row that says it was sent from here.
    private static func owner(_ sample: ExportSample, _ header: WeChatHeader) -> Party? {
        guard header.hasIDs else { return nil }
        var rows = WeChatRows(header)
        var owner: Party?
        for line in sample.lines.dropFirst() where owner == nil {
            line.withView { line in
                guard rows.add(line) else { return }
                rows.withRow { row in
                    guard row[.isSender]?.equals("1") == true, let id = row[.sender], !id.isBlank else { return }
                    owner = Party(name: (row[.nickname] ?? id).string, id: id.string)
                }
            }
        }
        return owner
    }

    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection] {
        guard let header = WeChatHeader(opening.sample) else { return [] }
        var rows = WeChatRows(header)
        var talkers = WeChatTalkers()
        while let line = try source.next() {
            guard line.flaw == nil, rows.add(line.bytes), rows.isBehindHeader else { continue }
            rows.withRow { talkers.meet($0) }
        }
        let groups = talkers.groups
        return groups.map { group in
            let name = group.name ?? (groups.count > 1 ? "\(opening.description.groupName) \(group.talker)" : nil)
            return ExportSection(number: group.number, groupName: name)
        }
    }
}

/// The talks that a file holds, numbered as they come.
struct WeChatTalkers {
    /// No more are told apart.
    private static let most = 100_000

    /// One talk of the table.
    struct Talk {
        let number: Int
        let talker: String
        var name: String?
        var isGroup: Bool
    }

    private var talks: [Talk] = []
    private var numbers: [String: Int] = [:]
    private var latest: (talker: [UInt8], number: Int)?

    var groups: [Talk] { talks.filter(\.isGroup) }

    /// Which talk a row belongs to.
    mutating func number(of row: WeChatRow) -> Int {
        let talker = row[.talker] ?? row[.talkerNumber]
        if let latest, talker?.equals(latest.talker) ?? latest.talker.isEmpty { return latest.number }
        let name = talker?.string ?? ""
        let number = numbers[name] ?? numbers.count
        if numbers.count < WeChatTalkers.most { numbers[name] = number }
        latest = (talker?.array ?? [], number)
        return number
    }

    /// Takes note of whether a row's talk is a group and what it is called.
    ///
    /// A talk between two has no `@chatroom` in its id and, where it has no id, names no senders.
    mutating func meet(_ row: WeChatRow) {
        let number = number(of: row)
        if number == talks.count {
            talks.append(
                Talk(
                    number: number, talker: latest.map { String(decoding: $0.talker, as: UTF8.self) } ?? "",
                    name: nil, isGroup: false))
        }
        guard number < talks.count else { return }
        if talks[number].name == nil { talks[number].name = row[.talkerName]?.string }
        guard !talks[number].isGroup else { return }
        if let talker = row[.talker] {
            talks[number].isGroup = talker.hasSuffix("@chatroom") || !talker.hasPrefix("wxid_") && row[.sender] != nil
        } else {
            talks[number].isGroup = row[.sender]?.isBlank == false
        }
    }
}
