import Foundation
import Kernel
import Testing

@testable import Connectors

@Suite("Streaming JSON documents")
struct JSONElementsTests {
    private static let chats = """
        { "about": "x ] } \\" y", "contacts": {"list": [{"messages": [0]}, 7]},
          "chats": { "list": [
            {"name": "Z\\u00fcri", "type": "group", "id": 12, "messages": [
              {"id":1,"text":"a]b}\\\\"},
              "two", 3 , [4, [5]]
            ]},
            {"type": "other", "messages": [], "messages": [ null ]},
            {"name": {"x":1}, "messages": {"no": []}}
          ] },
          "list": [1], "messages": [2]
        }
        """

    /// Every element as `line:array.path:bytes`, or `line!flaw`.
    private func read(
        _ bytes: [UInt8], _ arrays: [String], keeping members: [String] = [], piece: Int = .max, limit: Int = .max
    ) throws -> [String] {
        let decoder = try TextDecoder(ByteSource(bytes: bytes, largestPiece: piece), encoding: .utf8, mark: 0)
        let source = LineSource(decoder)
        var elements = JSONElements(arrays, keeping: members)
        var found: [String] = []
        while found.count < limit, let element = try elements.next(source) {
            if let flaw = element.flaw {
                found.append("\(element.number)!\(flaw)")
                continue
            }
            let place = arrays.count > 1 ? "\(element.array).\(element.path):" : "\(element.array):"
            let kept = members.map { elements.member($0) ?? "-" }.map { $0 + ":" }.joined()
            found.append("\(element.number):\(place)\(kept)\(element.bytes.string)")
        }
        return found
    }

    private func read(_ text: String, _ arrays: [String], keeping members: [String] = []) throws -> [String] {
        try read(Array(text.utf8), arrays, keeping: members)
    }

    @Test("Elements come by the paths of their arrays, with their lines and the members kept on the way")
    func paths() throws {
        let members = ["chats.list[].name", "chats.list[].id"]
        let expected = [
            #"4:0:Züri:12:{"id":1,"text":"a]b}\\"}"#, "5:0:Züri:12:\"two\"", "5:0:Züri:12:3", "5:0:Züri:12:[4, [5]]",
            "7:2:-:-:null",
        ]
        #expect(try read(Self.chats, ["chats.list[].messages"], keeping: members) == expected)
        #expect(try read(Self.chats, ["messages"], keeping: ["about"]) == ["10:0:x ] } \" y:2"])
        #expect(
            try read(Self.chats, ["list", "contacts.list[].messages"]) == ["1:0.1:0", "10:1.0:1"].map { $0 })
        #expect(try read(Self.chats, ["nothing", "about"]).isEmpty)
    }

    @Test("An array may be the document itself, or its elements hold arrays")
    func rootArrays() throws {
        #expect(try read("[1,\n{\"a\":2}\n, 3]", ["[]"]) == ["1:0:1", "2:0:{\"a\":2}", "3:0:3"])
        #expect(
            try read(#"[{"n":"x","m":[1,2]},{"m":[3]}]"#, ["[].m"], keeping: ["[].n"]) == [
                "1:0:x:1", "1:0:x:2", "1:1:-:3",
            ])
        #expect(try read("[[1],[2,3]]", ["[][]"]).isEmpty)
        for nothing in ["", " \n", "1", "\"x\"", "{}", "[]", "null", " {\"messages\":[ ] } \n"] {
            #expect(try read(nothing, ["messages", "[]"]).isEmpty, "\(nothing)")
        }
    }

    @Test("Wherever the bytes are cut into pieces, the elements are the same")
    func splitting() throws {
        let bytes = Array(Self.chats.utf8)
        let arrays = ["chats.list[].messages", "list", "messages"]
        let members = ["chats.list[].name", "chats.list[].type", "about"]
        let whole = try read(bytes, arrays, keeping: members)
        #expect(whole.count == 7)
        for piece in 1...bytes.count { #expect(try read(bytes, arrays, keeping: members, piece: piece) == whole) }
    }

    @Test("A document that ends too early gives what came before, then one bad record", arguments: [1, 7, Int.max])
    func truncated(_ piece: Int) throws {
        let text = "{\"n\":\"x\",\n\"messages\":[{\"a\":\"]\"},\n{\"b\":2}]\n}"
        let whole = ["2:0:{\"a\":\"]\"}", "3:0:{\"b\":2}"]
        let bytes = Array(text.utf8)
        for length in 0...bytes.count {
            var found = try read(Array(bytes.prefix(length)), ["messages"], piece: piece)
            if length > 0, length < bytes.count { #expect(found.popLast()?.hasSuffix("!broken") == true) }
            #expect(found == Array(whole.prefix(found.count)), "\(length)")
        }
    }

    @Test(
        "What is no JSON gives what came before, then one bad record",
        arguments: [
            ("{\"messages\":[1 2]}", 2), ("{\"messages\":[1,,2]}", 2), ("{\"messages\":[1]]}", 2),
            ("{\"messages\":[1]} x", 2), ("{messages:[1]}", 1), ("{\"messages\" [1]}", 1), ("[1}", 2),
            ("{\"messages\":[1],}", 2), ("{\"messages\":[1}", 2), ("}", 1), ("{\"messages\":[1", 1),
            ("{\"messages\":[1]", 2),
            (":", 1), ("{\"a\":]}", 1),
        ])
    func broken(_ text: String, _ count: Int) throws {
        let found = try read(text, ["messages", "[]"])
        #expect(found.count == count)
        #expect(found.last?.hasSuffix("!broken") == true && found.dropLast().allSatisfy { !$0.contains("!") })
    }

    @Test("A record over four mebibytes is bad, and the next is read", arguments: [1 << 14, Int.max])
    func longRecord(_ piece: Int) throws {
        for (length, isBad) in [(JSONTree.longest, false), (JSONTree.longest + 1, true), (6 << 20, true)] {
            let text = [UInt8](repeating: 120, count: length - 2)
            let bytes =
                Array("{\"skipped\":\"".utf8) + text + Array("\",\n\"m\":[1,\n\"".utf8) + text + Array("\",\n3]}".utf8)
            let found = try read(bytes, ["m"], keeping: ["skipped"], piece: piece)
            #expect(found.count == 3 && found[0] == "2:0:-:1" && found[2] == "4:0:-:3")
            #expect((found[1] == "3!tooLong") == isBad)
        }
    }

    @Test("Names and members may be long or written with escapes; only short ones count")
    func names() throws {
        let long = String(repeating: "n", count: 5000)
        let text = #"{"\u006d":[1],"\#(long)":[2],"k":"\#(long)","m":[3]}"#
        for piece in [1, 100, Int.max] {
            #expect(try read(Array(text.utf8), ["m"], keeping: ["k"], piece: piece) == ["1:0:-:1", "1:1:-:3"])
        }
    }

    @Test("Nesting without end takes neither memory nor time, wherever it is")
    func deep() throws {
        let deep = String(repeating: "[{\"a\":", count: 300_000)
        #expect(try read("{\"x\":" + deep, ["m"]) == ["1!broken"])
        #expect(try read("{\"m\":[1," + deep, ["m"]) == ["1:0:1", "1!broken"])
        #expect(try read(deep, ["m", "[]"]).last == "1!broken")
    }

    @Test("The rest of an array can be passed over")
    func passingOver() throws {
        let source = LineSource(
            try TextDecoder(ByteSource(bytes: Array(Self.chats.utf8), largestPiece: 3), encoding: .utf8, mark: 0))
        var elements = JSONElements(["chats.list[].messages", "messages"])
        var found: [String] = []
        while let element = try elements.next(source) {
            found.append("\(element.number):\(element.bytes.string)")
            elements.passOverArray()
        }
        #expect(found == [#"4:{"id":1,"text":"a]b}\\"}"#, "7:null", "10:2"])
    }

    @Test("Bytes in a record that are no UTF-8 are replaced, and the record counted")
    func repair() throws {
        let bytes = Array("[\"a".utf8) + [0xFF] + Array("\",\"é\"]".utf8)
        let source = LineSource(try TextDecoder(ByteSource(bytes: bytes, largestPiece: 1), encoding: .utf8, mark: 0))
        var elements = JSONElements(["[]"])
        #expect(try elements.next(source)?.bytes.string == "\"a\u{FFFD}\"")
        #expect(try elements.next(source)?.bytes.string == "\"é\"")
        #expect(source.repairedCount == 1)
    }

    @Test("The start of a document tells its members, cut wherever it may be")
    func start() {
        let start = JSONStart(Array(Self.chats.utf8))
        #expect(start.isObject && !start.isArray)
        #expect(start.has("chats.list[].messages[].text") && start.has("contacts.list[].messages") && start.has("list"))
        #expect(start["chats.list[].name"] == "Züri" && start["chats.list[].id"] == "12" && start["messages[]"] == "2")
        #expect(start["nothing"] == nil && !start.has("nothing"))
        for length in 0..<Self.chats.utf8.count {
            #expect(JSONStart(Array(Self.chats.utf8.prefix(length))).paths.isSubset(of: start.paths))
        }
        #expect(JSONStart(Array("[{\"ts\":1}]".utf8)).has("[].ts"))
        #expect(JSONStart(Array("[[[[[[[[[[[[[[{\"a\":1".utf8)).isArray)
        #expect(JSONStart(Array("x".utf8)).paths.isEmpty)
    }
}
