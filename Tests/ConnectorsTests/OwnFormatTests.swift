import Kernel
import Testing

@testable import Connectors

private func csv(_ rows: String, header: String = "time,sender,text") throws -> ReadResult {
    try read("\(header)\n\(rows)\n", as: "x.csv", format: "csv")
}

private func jsonl(_ line: String) throws -> ReadResult { try read(line + "\n", as: "x", format: "jsonl") }

struct TimeText: Sendable, CustomTestStringConvertible {
    let text: String
    let instant: String?
    var testDescription: String { text }
}

@Suite("Our own formats")
struct OwnFormatTests {
    @Test(
        "Times are read with and without offset, second and fraction",
        arguments: [
            TimeText(text: "2026-11-23T08:30:00Z", instant: "2026-11-23T08:30:00.000Z"),
            TimeText(text: "2026-11-23T08:30:00.1239+08:00", instant: "2026-11-23T00:30:00.123Z"),
            TimeText(text: "2026-11-23 08:30-0130", instant: "2026-11-23T10:00:00.000Z"),
            TimeText(text: "2026-11-23T08:30", instant: "2026-11-23T00:30:00.000Z"),
            TimeText(text: "1577836800123", instant: "2020-01-01T00:00:00.123Z"),
            TimeText(text: "0", instant: "1970-01-01T00:00:00.000Z"),
            TimeText(text: "2026-02-30T08:30Z", instant: nil),
            TimeText(text: "0000-01-01T00:00Z", instant: nil),
            TimeText(text: "2026/11/23 8:30", instant: "2026-11-23T00:30:00.000Z"),
            TimeText(text: "2026/1/5 9:05:07", instant: "2026-01-05T01:05:07.000Z"),
            TimeText(text: "2026/13/5 9:05", instant: nil),
            TimeText(text: "2026/1/5 9", instant: nil),
            TimeText(text: "2026/1/5 9:05:07:1", instant: nil),
            TimeText(text: "9999-12-31T23:59Z", instant: nil),
            TimeText(text: "1969-12-31T23:59Z", instant: nil),
            TimeText(text: "2026-11-23T08:30:00.Z", instant: nil),
            TimeText(text: "2026-11-23T08:30:00+25", instant: nil),
            TimeText(text: "999999999999999", instant: nil),
            TimeText(text: "-1", instant: nil),
            TimeText(text: "yesterday", instant: nil),
            TimeText(text: "", instant: nil),
        ])
    func times(_ time: TimeText) throws {
        let shanghai = try #require(CivilZone("Asia/Shanghai"))
        let result = try read("time,sender\n\(time.text),a\n", as: "x.csv", zone: shanghai)
        #expect(result.events.first?.instant.description == time.instant)
        #expect(result.bad.count == (time.instant == nil ? 1 : 0))
    }

    @Test("CSV is read by RFC 4180 with commas, semicolons or tabs, columns in any order")
    func quoting() throws {
        let quoted = try csv("1,\"a,b\",\"x \"\"y\"\"\nz\"\n2,c,plain \"quotes\"")
        #expect(quoted.short == ["text|a,b|x \"y\"\nz", "text|c|plain \"quotes\""])
        #expect(try csv("hi;a;1", header: "text;Sender;time").short == ["text|a|hi"])
        #expect(try csv("1\ta\thi, you", header: "time\tsender\ttext").short == ["text|a|hi, you"])
        #expect(try csv("1,a,\n2,a,\"\"").events.map(\.text) == [nil, ""])
        #expect(try csv("1,join,a,", header: "time,kind,sender,color").warnings.count == 1)
    }

    @Test("A CSV record that is none is a bad line, and the next is read")
    func badRecords() throws {
        let result = try csv("1,a\n2,a,b,c\n3,a,\"b\"c\n4,,x\n5,a,ok\n6,a,\"open\nand on")
        #expect(result.events.map(\.text) == ["ok"])
        let reasons = ["fields", "fields", "quotes", "missing", "quotes"].map { "exports.bad.\($0)" }
        #expect(result.bad.sorted { $0.key < $1.key }.map(\.value) == reasons)
        #expect(result.lines == 8)
        #expect(try csv("1,odd,a", header: "time,kind,sender").bad.values.first == "exports.bad.kind")
    }

    @Test("A CSV file without a usable header is refused")
    func headers() {
        #expect(fault { _ = try csv("1,a", header: "time,who") } == "exports.csv.no-header")
        #expect(fault { _ = try csv("1,a,b", header: "time,sender,sender") } == "exports.csv.twice")
    }

    @Test(
        "JSON that is not one flat object is a bad line",
        arguments: [
            #"{"time":1,"sender":"a""#, #"{"time":1,"sender":"a",}"#, #"{"time":01,"sender":"a"}"#, "[1]", "{}x",
            #"{"time":1,"time":2,"sender":"a"}"#, #"{"time":1,"sender":{"name":"a"}}"#, #"{'time':1}"#,
            #"{"time":1,"sender":"\x"}"#, #"{"time":1,"sender":"\u0000"}"#, #"{"time":1,"sender":"\u12"}"#,
            #"{"time":1,"sender":tru}"#, #"{"time":+1,"sender":"a"}"#, #"{"time":1.,"sender":"a"}"#,
        ])
    func badJSON(_ line: String) throws {
        #expect(try jsonl(line).bad == [1: "exports.bad.json"])
    }

    @Test("Nesting, members without end and other abuse of JSON are bad lines")
    func abuse() throws {
        #expect(try jsonl(String(repeating: "[", count: 100_000)).bad.count == 1)
        #expect(try jsonl(String(repeating: "{\"a\":", count: 100_000)).bad.count == 1)
        let members = (0..<100).map { "\"m\($0)\":1" }.joined(separator: ",")
        #expect(try jsonl("{\(members)}").bad.count == 1)
        #expect(try jsonl(#"{"time":1e999999,"sender":"a"}"#).bad == [1: "exports.bad.time"])
        #expect(try jsonl(#"{"time":1,"sender":true}"#).bad == [1: "exports.bad.value"])
    }

    @Test("JSON's escapes and numbers are read; half a surrogate pair is replaced")
    func goodJSON() throws {
        let line = #" { "text" : "\u00e9\ud83d\ude00\ud83dx\n\/" , "sender_id":12, "time":1, "extra":null } "#
        let result = try jsonl(line)
        #expect(result.events.map(\.text) == ["é😀\u{FFFD}x\n/"])
        #expect(result.events.first?.sender == Party(name: "12", id: "12"))
        #expect(result.warnings.map { $0.values["columns"] } == ["extra"])
    }

    @Test("A heading says what the file is; another version or an unknown zone is refused")
    func headings() throws {
        let heading =
            #"{"banyan":1,"group":"书友","network":"wechat","zone":"Asia/Shanghai","kind":"study","presence":true}"#
        let row = #"{"time":"2026-11-23T08:00","sender":"a"}"#
        for (name, text) in [("jsonl", "\(heading)\n\(row)\n"), ("csv", "#banyan \(heading)\ntime,sender\n1,a\n")] {
            let described = try describe(text)
            #expect(described.format == name)
            #expect(described.groupName == "书友" && described.isGroupNameCertain && described.groupKind == "study")
            #expect(described.network == "wechat" && described.zoneName == "Asia/Shanghai" && described.isPresence)
        }
        var reader = try ExportReader(ByteSource(bytes: Array("\(heading)\n\(row)".utf8)), path: "/x/y")
        #expect(try reader.next(maximumEvents: 9)?.events.first?.instant.description == "2026-11-23T00:00:00.000Z")
        #expect(fault { _ = try read(#"{"banyan":2}"#) } == "exports.bad-version")
        #expect(fault { _ = try read(#"{"banyan":1,"zone":"Mars/Base"}"#) } == "exports.bad-zone")
    }

    @Test("An event with an id is known by it, one without by what it says")
    func keys() throws {
        let result = try csv("1,a,x,id1,\n2,b,y,,id1\n", header: "time,sender,text,id,reply_to")
        #expect(result.events[0].key == EventKey(sourceID: "id1"))
        #expect(result.events[1].key.isDigest)
        #expect(result.events[1].replyTo == EventKey(sourceID: "id1"))
    }

    @Test(
        "Whom a message mentions is read from ids with spaces between, escaped where they hold one",
        arguments: [
            ("", []), ("u1", [Party(name: "", id: "u1")]), ("  u1 ", [Party(name: "", id: "u1")]),
            ("u1 u2=Ann =Bo", [Party(name: "", id: "u1"), Party(name: "Ann", id: "u2"), Party(name: "Bo")]),
            ("u%201 50% %zz %00", ["u 1", "50%", "%zz", "%00"].map { Party(name: "", id: $0) }),
            ("= u1= a=b=c", [Party(name: "", id: "u1"), Party(name: "b=c", id: "a")]),
        ] as [(String, [Party])])
    func mentions(_ text: String, _ parties: [Party]) throws {
        #expect(try csv("1,a,\"\(text)\"", header: "time,sender,mentions").events.map(\.mentions) == [parties])
        #expect(try jsonl(#"{"time":1,"sender":"a","mentions":"\#(text)"}"#).events.map(\.mentions) == [parties])
    }

    @Test("A sheet kept by hand may name its columns in Chinese")
    func chineseColumns() throws {
        let result = try csv("2026/11/23 20:15,小米,明天几点？", header: "时间,发送者,内容")
        #expect(result.events.map(\.sender.name) == ["小米"])
        #expect(result.events.map(\.text) == ["明天几点？"])
    }
}
