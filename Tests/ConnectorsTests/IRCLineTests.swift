import Kernel
import Testing

@testable import Connectors

struct IRCLine: Sendable, CustomTestStringConvertible {
    let line: String
    /// The event in short, `skip`, or the key of why it is bad.
    let meaning: String
    var testDescription: String { line }
}

private func meaning(of line: String, format: String, name: String = "2018-09-08") throws -> String {
    let result = try read(line + "\n", as: name, format: format)
    if let bad = result.bad[1] { return bad }
    return result.short.first ?? (result.skipped == 1 ? "skip" : "nothing")
}

@Suite("IRC lines")
struct IRCLineTests {
    @Test(
        "The plain dialect and ZNC's say what happened",
        arguments: [
            IRCLine(line: "[10:02] <ann> hello: there", meaning: "text|ann|hello: there"),
            IRCLine(line: "[10:02] <ann> ", meaning: "text|ann|"),
            IRCLine(line: "[10:02] <ann>", meaning: "text|ann|"),
            IRCLine(line: "[10:02] <[x]_^`{|}> a > b", meaning: "text|[x]_^`{|}|a > b"),
            IRCLine(line: "[10:02] <ann!user@host.example> hi", meaning: "text|ann|hi"),
            IRCLine(line: "[10:02] * ann waves to bob", meaning: "text|ann|waves to bob"),
            IRCLine(line: "[10:02] *** ann joined", meaning: "arrival|ann"),
            IRCLine(line: "[10:02] *** ann left", meaning: "departure|ann"),
            IRCLine(line: "[10:02] *** ann is now known as bob", meaning: "rename|ann|bob"),
            IRCLine(line: "[10:02] *** ann changes topic to: new: one", meaning: "topic|ann|new: one"),
            IRCLine(line: "[10:02] *** ann was kicked by bob (go (away))", meaning: "removal|bob|ann"),
            IRCLine(line: "[10:02] *** ann sets mode: +o bob", meaning: "skip"),
            IRCLine(line: "[10:02:03] *** Joins: ann (~a@host.example)", meaning: "arrival|ann"),
            IRCLine(line: "[10:02:03] *** Parts: ann (~a@host.example) (bye)", meaning: "departure|ann"),
            IRCLine(line: "[10:02:03] *** Quits: ann (~a@host.example) (Ping timeout)", meaning: "departure|ann"),
            IRCLine(line: "[10:02:03] *** ann changes topic to 'new'", meaning: "topic|ann|new"),
            IRCLine(line: "[10:02:03] -a-b- said - so", meaning: "notice|a-b|said - so"),
            IRCLine(line: "[10:02:03] -card.example.net- *** Looking up", meaning: "skip"),
            IRCLine(line: "[9:02] == ann [~a@host.example] has joined #chan", meaning: "arrival|ann"),
            IRCLine(line: "[9:02] == ann has changed nick to bob", meaning: "rename|ann|bob"),
            IRCLine(line: "[23:59:60] <ann> leap", meaning: "text|ann|leap"),
            IRCLine(line: "[24:00] <ann> late", meaning: "exports.bad.not-understood"),
            IRCLine(line: "[10:60] <ann> late", meaning: "exports.bad.not-understood"),
            IRCLine(line: "[10:0", meaning: "exports.bad.not-understood"),
            IRCLine(line: "[10:02] <ann hello", meaning: "exports.bad.not-understood"),
            IRCLine(line: "[10:02] <> hello", meaning: "exports.bad.no-name"),
            IRCLine(line: "[10:02] *  waves", meaning: "exports.bad.no-name"),
            IRCLine(line: "[10:02] *** ann does odd things", meaning: "exports.bad.not-understood"),
            IRCLine(line: "[10:02] ", meaning: "exports.bad.not-understood"),
            IRCLine(line: "no time at all", meaning: "exports.bad.not-understood"),
        ])
    func plain(_ line: IRCLine) throws {
        #expect(try meaning(of: line.line, format: "irc-plain") == line.meaning)
    }

    @Test(
        "mIRC's pages say what happened",
        arguments: [
            IRCLine(line: "&lt;ann&gt; a &amp; b &#39;c&#x27; &bogus; &", meaning: "text|ann|a & b 'c' &bogus; &"),
            IRCLine(
                line: "&lt;ann&gt; see <a href=\"http://x.example/?a&amp;b\">http://x.example/?a&amp;b</a>",
                meaning: "text|ann|see http://x.example/?a&b"),
            IRCLine(line: "* ann (~a@host.example) has joined #chan", meaning: "arrival|ann"),
            IRCLine(line: "* ann (~a@host.example) has left #chan", meaning: "departure|ann"),
            IRCLine(line: "* ann (~a@host.example) Quit (Quit: x (y))", meaning: "departure|ann"),
            IRCLine(line: "* ann is now known as bob", meaning: "rename|ann|bob"),
            IRCLine(line: "* ann is now known as the king", meaning: "text|ann|is now known as the king"),
            IRCLine(line: "* ann (sighs) waves", meaning: "text|ann|(sighs) waves"),
            IRCLine(line: "* ann was kicked by bob (x)", meaning: "removal|bob|ann"),
            IRCLine(line: "* ann changes topic to 'new'", meaning: "topic|ann|new"),
            IRCLine(line: "* Topic is 'old'", meaning: "skip"),
            IRCLine(line: "* Set by ann!a@host.example on Tue", meaning: "skip"),
            IRCLine(line: "* Disconnected.", meaning: "skip"),
            IRCLine(line: "* ann sets mode +o bob", meaning: "skip"),
            IRCLine(line: "[ann VERSION]", meaning: "skip"),
            IRCLine(line: "-card.example.net- *** Ident", meaning: "skip"),
            IRCLine(line: "-ann- [Global Notice] hi", meaning: "notice|ann|[Global Notice] hi"),
            IRCLine(line: "&lt;- *ann* secret", meaning: "skip"),
            IRCLine(line: "", meaning: "exports.bad.not-understood"),
        ])
    func page(_ line: IRCLine) throws {
        let html = "<span class=\"irc-date\">[4:05]</span> <span class=\"irc-navy\">\(line.line)</span><br />"
        #expect(try meaning(of: html, format: "irc-mirc-html") == line.meaning)
    }

    @Test(
        "Pidgin's pages say what happened",
        arguments: [
            IRCLine(
                line: "<font color=\"#1\"><font size=\"2\">(2:56:14 PM)</font> <b>ann:</b></font> hi &gt; there<br/>",
                meaning: "text|ann|hi > there"),
            IRCLine(
                line:
                    "<font size=\"2\">(12:00:00 AM)</font><b> ann [<em>a@host.example</em>] entered the room.</b><br/>",
                meaning: "arrival|ann"),
            IRCLine(
                line: "<font size=\"2\">(9:00:00 AM)</font><b> ann left the room (quit: x).</b><br/>",
                meaning: "departure|ann"),
            IRCLine(line: "<font size=\"2\">(13:00:00 AM)</font><b> x</b>", meaning: "exports.bad.not-understood"),
            IRCLine(line: "<h3>Conversation with #chan at noon</h3>", meaning: "skip"),
        ])
    func pidgin(_ line: IRCLine) throws {
        #expect(try meaning(of: line.line, format: "irc-pidgin-html") == line.meaning)
    }

    @Test("A nick of 256 bytes is one, a longer is not")
    func longNicks() throws {
        let fits = String(repeating: "n", count: 256)
        #expect(try meaning(of: "[10:02] <\(fits)> x", format: "irc-plain") == "text|\(fits)|x")
        #expect(try meaning(of: "[10:02] <\(fits)n> x", format: "irc-plain") == "exports.bad.long-name")
    }

    @Test("No hostmask is left in anything")
    func hostmasks() throws {
        let log = """
            [10:02:03] *** Joins: ann (~a@secret.example)
            [10:02:03] *** Quits: ann (~a@secret.example) (Quit: secret.example)
            [10:02:03] *** bob was kicked by ann!a@secret.example (secret.example)
            [10:02:03] <ann!a@secret.example> hi
            """
        let result = try read(log)
        #expect(result.events.count == 4)
        #expect(!"\(result.events)".contains("secret"))
    }
}
