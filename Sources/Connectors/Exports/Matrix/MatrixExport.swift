internal import Kernel

/// A Matrix room as Element exports it, or plain events as servers give them: an array, or one a line.
struct MatrixExport: SectionedFormat, JSONRecordFormat {
    static let name = "matrix"
    static let example =
        #"{"room_name":"…","messages":[{"type":"m.room.message","sender":"@…:…","origin_server_ts":…,…}]}"#

    private static let arrays = ["messages", "[]", "chunk", "events"]

    var records: JSONRecords
    private var reading = MatrixReading()
    private var rooms: MatrixRooms
    private let section: Int?

    init(_ opening: ExportOpening) {
        records = JSONRecords(opening.sample, arrays: MatrixExport.arrays)
        rooms = MatrixRooms(isOne: MatrixExport.roomName(opening.sample) != nil)
        section = opening.section
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        guard JSONStart.isLikely(sample.start) else { return nil }
        let start = JSONStart(sample.start)
        let isKnown = ["messages[].", "[].", "", "chunk[].", "events[]."].contains { prefix in
            ["type", "sender", "origin_server_ts", "content"].allSatisfy { start.has(prefix + $0) }
        }
        let isEmptyRoom = start.has("room_name") && start.has("exported_by") && start.has("messages")
        return isKnown || isEmptyRoom ? Recognition(confidence: 100) : nil
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "matrix"
        guard let name = roomName(sample), !name.isEmpty else { return }
        (description.groupName, description.isGroupNameCertain) = (name, true)
    }

    /// What Element calls the room; nil where the file is plain events.
    private static func roomName(_ sample: ExportSample) -> String? { JSONStart(sample.start)["room_name"] }

    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection] {
        var records = JSONRecords(opening.sample, arrays: arrays)
        let name = roomName(opening.sample)
        var rooms = MatrixRooms(isOne: name != nil)
        try records.forEach(source) { record, _ in rooms.meet(MatrixReading.clear(record)) }
        return rooms.groups(named: name)
    }

    mutating func take(_ record: JSONValue, path: Int, into sink: inout EventSink) {
        let event = MatrixReading.clear(record)
        if let section, rooms.number(of: event) != section {
            sink.skip()
        } else {
            reading.take(event, into: &sink)
        }
    }
}

/// The rooms whose events a file holds, numbered as they come.
struct MatrixRooms {
    private static let most = 10_000

    private struct Room {
        let id: String
        var name: String?
        var isDirect = false
        /// No more than three are told apart: that many make a group.
        var people: Set<String> = []
    }

    /// Whether all is one room's, whatever the events say.
    private let isOne: Bool
    private var rooms: [Room] = []
    private var numbers: [String: Int] = [:]

    init(isOne: Bool) { self.isOne = isOne }

    mutating func number(of event: JSONValue) -> Int {
        let id = isOne ? "" : event["room_id"]?.string ?? ""
        if let number = numbers[id] { return number }
        guard rooms.count < MatrixRooms.most else { return -1 }
        numbers[id] = rooms.count
        rooms.append(Room(id: id))
        return rooms.count - 1
    }

    mutating func meet(_ event: JSONValue) {
        let number = number(of: event)
        guard number >= 0, let type = event["type"] else { return }
        if type.equals("m.room.name"), let name = event["content"]?["name"]?.string, !name.isEmpty {
            rooms[number].name = name
        }
        if type.equals("m.room.member"), event["content"]?["is_direct"]?.bool == true { rooms[number].isDirect = true }
        if rooms[number].people.count < 3, let sender = event["sender"]?.string { rooms[number].people.insert(sender) }
    }

    /// All but talk between two.
    func groups(named name: String?) -> [ExportSection] {
        rooms.enumerated().filter { !$0.element.isDirect || $0.element.people.count > 2 }.map { number, room in
            ExportSection(number: number, groupName: name ?? room.name ?? (room.id.isEmpty ? nil : room.id))
        }
    }
}
