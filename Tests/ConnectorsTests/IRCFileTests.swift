import Kernel
import Testing

@testable import Connectors

@Suite("IRC files")
struct IRCFileTests {
    @Test("A log is recognised by its lines, its day by its name")
    func recognition() throws {
        let plain = try describe("[10:02] <ann> hi\n\n[10:03] *** bob joined\n", as: "#chan_20180908.log.txt")
        #expect(plain.format == "irc-plain")
        #expect(plain.date == CivilDay("2018-09-08"))
        #expect(plain.groupName == "#chan")
        #expect(plain.network == "irc" && plain.isPresence)
        #expect(try describe("[10:02:03] <ann> hi\n").format == "irc-znc")
        #expect(try describe("[10:02:03] <ann> hi\n").groupName == "chan")
        let page = """
            <span class="irc-date">[4:05]</span> <span class="g">* ann (a@b) has joined #den</span><br />
            <pre>
            [9:02] <ann> plain lines within
            [9:03] <ann> as people paste them
            """
        let described = try describe(page)
        #expect(described.format == "irc-mirc-html")
        #expect(described.groupName == "#den" && described.isGroupNameCertain)
        #expect(
            try read(page).short == ["arrival|ann", "text|ann|plain lines within", "text|ann|as people paste them"])
    }

    @Test("A channel that is only spoken of names no group")
    func spokenChannel() throws {
        #expect(try describe("[10:02] <ann> bob has joined #other\n").isGroupNameCertain == false)
    }

    @Test(
        "A log without a day in its name is refused",
        arguments: ["chan.log", "20181301.log", "0000-01-01", "201809081"])
    func undated(_ name: String) {
        #expect(fault { _ = try read("[10:02] <ann> hi\n", as: name) } == "exports.irc.no-date")
    }

    @Test("A log of the year 9999 has nothing but bad lines")
    func farFuture() throws {
        #expect(try read("[10:02] <ann> hi\n", as: "9999-12-31").bad == [1: "exports.bad.date"])
        #expect(try read("[10:02] <ann> hi\n", as: "0001-01-01").bad == [1: "exports.bad.date"])
    }

    @Test("Wall times are read in the given zone, also when clocks change")
    func zones() throws {
        let berlin = try #require(CivilZone("Europe/Berlin"))
        let log = "[01:59] <a> x\n[02:30] <a> x\n[03:10] <a> x\n"
        let spring = try read(log, as: "2018-03-25", zone: berlin).events.map { $0.instant.description.prefix(16) }
        #expect(spring == ["2018-03-25T00:59", "2018-03-25T01:30", "2018-03-25T01:10"])
        let autumn = try read(log, as: "2018-10-28", zone: berlin).events.map { $0.instant.description.prefix(16) }
        #expect(autumn == ["2018-10-27T23:59", "2018-10-28T00:30", "2018-10-28T02:10"])
    }

    @Test("Every wall minute of days when clocks change is the zone's own")
    func wallClock() throws {
        for (name, day) in [
            ("Europe/Berlin", "2018-03-25"), ("America/New_York", "2018-11-04"), ("Australia/Lord_Howe", "2018-04-01"),
            ("Asia/Shanghai", "1988-04-17"),
        ] {
            var zone = try #require(CivilZone(name))
            var clock = WallClock(zone)
            let first = try #require(CivilDay(day))
            var wrong = 0
            for minute in -1440..<2880 {
                let date = first.advanced(by: minute.flooredQuotient(by: 1440))
                let millisecond = Int64((minute + 1440) % 1440) * 60_000
                let expected = zone.instant(WallTime(day: date, millisecondOfDay: millisecond))
                if clock.instant(date, millisecondOfDay: millisecond) != expected { wrong += 1 }
            }
            #expect(wrong == 0)
        }
    }

    @Test("Identical lines of a minute are different events, and the same when read again")
    func ordinals() throws {
        let log = "[10:02] <a> x\n[10:02] <a> x\n[10:03] <a> x\n[10:02] <a> x\n"
        let first = try read(log)
        #expect(Set(first.events.map(\.key)).count == 4)
        #expect(try read(log) == first)
        let ordinals = [0, 1, 0, 2].enumerated().map { index, ordinal in
            EventKey(
                digestOf: .text, at: first.events[index].instant, sender: Party(name: "a"), target: nil, text: "x",
                ordinal: ordinal)
        }
        #expect(first.events.map(\.key) == ordinals)
    }

    @Test("Places count up within an instant; those of the opening instant stand behind")
    func places() throws {
        let log = "[10:02] <a> 1\n[10:02] <a> 2\n[10:03] <a> 3\n[10:03] <a> 4\n[10:02] <a> 5\n[10:03] <a> 6\n"
        let opening = EventOrder.openingOffset
        #expect(try read(log).events.map(\.order) == [opening, opening + 1, 0, 1, opening + 2, 2])
    }

    @Test("Counts are right as far back as two generations")
    func generations() {
        var counts = RecentCounts(generationLength: 4)
        for number in 0..<4 as Range<UInt64> { #expect(counts.countUp(number) == 0) }
        #expect(counts.countUp(0) == 1)
        for number in 4..<6 as Range<UInt64> { #expect(counts.countUp(number) == 0) }
        #expect(counts.countUp(0) == 2)
        #expect(counts.countUp(3) == 1)
        for number in 7..<20 as Range<UInt64> { #expect(counts.countUp(number) == 0) }
        #expect(counts.countUp(0) == 0)
    }

    @Test("Line ends of all sorts, a byte order mark, blank lines and a cut end change nothing")
    func lineEnds() throws {
        let lines = ["[10:02] <a> eins", "[10:03] <b> zwei", "[10:04] <c> drei"]
        let expected = try read(lines.joined(separator: "\n")).events
        #expect(expected.count == 3)
        for end in ["\n", "\r\n", "\r", "\n\n", "\r\n \r\n"] {
            #expect(try read(lines.joined(separator: end)).events == expected)
            #expect(try read("\u{FEFF}" + lines.joined(separator: end) + end).events == expected)
        }
    }

    @Test("An empty file has no events and nothing wrong with it", arguments: ["", "\n\n", "\u{FEFF}", " \r\n"])
    func empty(_ text: String) throws {
        let result = try read(text, as: "whatever")
        #expect(result.events.isEmpty && result.bad.isEmpty)
        #expect(try describe(text).format == "empty")
    }

    @Test("A file of no known format says what was looked for")
    func unknown() {
        #expect(fault { _ = try read("Dear diary,\nnothing happened.\n") } == "exports.unknown-format")
        #expect(fault { _ = try read("x", format: "telex") } == "exports.no-such-format")
    }
}
