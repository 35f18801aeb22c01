import Connectors
import Foundation
import FoundationXML
import Kernel

/// The reading of every chat program's exports, from bytes in memory to events.
///
/// The limit: for JSON, `JSONSerialization` over the same records; for XML within WeChat's tables, `XMLParser` over the
/// same payloads, into nothing; for the others, bare splitting of the same bytes into lines.
struct ExportsBench {
    let bench: Bench

    private static let messages = 200_000
    private static let goal = 50_000.0

    func run() throws {
        for export in BenchExport.all { try measure(export) }
    }

    private func measure(_ export: BenchExport) throws {
        let file = BenchExportFile(export, messages: Self.messages)
        let (seconds, events) = try Self.timed { try read(file) }
        let limit = try Self.timed { try file.readBare() }.seconds
        let rate = Double(events) / seconds
        let isMet = rate >= Self.goal && events >= Self.messages
        BenchFigure(
            name: "reading, \(export.format)\(export.note)", ours: BenchFigure.rate(events, seconds, "events"),
            limit: BenchFigure.rate(Self.messages, limit, "records") + " " + file.limitName,
            ratio: BenchFigure.ratio(limit / seconds), goal: "≥ 50000 events/s", isMet: isMet
        ).show()
    }

    private func read(_ file: BenchExportFile) throws -> Int {
        var reader = try ExportReader(
            bytes: file.bytes, path: bench.path(file.export.path), format: file.export.format,
            options: ReadOptions(zone: .utc))
        var events = 0
        while let chunk = try reader.next(maximumEvents: 10_000) { events += chunk.events.count }
        return events
    }

    private static func timed<T>(_ body: () throws -> T) rethrows -> (seconds: Double, value: T) {
        let start = ContinuousClock.now
        let value = try body()
        return ((ContinuousClock.now - start) / .seconds(1), value)
    }
}

/// A made export as bytes, with where each record's payload lies.
private struct BenchExportFile {
    let export: BenchExport
    private(set) var bytes: [UInt8] = []
    /// The records of JSON, the payloads of XML.
    private var payloads: [Data] = []

    init(_ export: BenchExport, messages: Int) {
        self.export = export
        var talk = BenchTalk(isChinese: export.isChinese)
        bytes.reserveCapacity(messages * 512)
        bytes += export.head.utf8
        for index in 0..<messages {
            let message = talk.next()
            let record = export.record(message)
            if index > 0 { bytes += export.separator.utf8 }
            bytes += record.utf8
            switch export.limit {
            case .json: payloads.append(Data(record.utf8))
            case .xml: payloads.append(Data(BenchExport.weChatXML(message).utf8))
            case .lines: break
            }
        }
        bytes += export.tail.utf8
    }

    var limitName: String {
        switch export.limit {
        case .json: "JSONSerialization"
        case .xml: "XMLParser"
        case .lines: "bare lines"
        }
    }

    func readBare() throws {
        switch export.limit {
        case .json: for payload in payloads { _ = try JSONSerialization.jsonObject(with: payload) }
        case .xml:
            let listener = IdleListener()
            for payload in payloads {
                let parser = XMLParser(data: payload)
                parser.delegate = listener
                precondition(parser.parse(), "no XML")
            }
        case .lines: precondition(lineCount() > 0, "no lines")
        }
    }

    private func lineCount() -> Int {
        bytes.withUnsafeBytes { bytes in
            var (count, start) = (0, 0)
            while start < bytes.count, let end = memchr(bytes.baseAddress! + start, 10, bytes.count - start) {
                count += 1
                start = end - UnsafeMutableRawPointer(mutating: bytes.baseAddress!) + 1
            }
            return count
        }
    }
}

/// Takes what the parser hands over, elements and text, and does nothing with it.
private final class IdleListener: NSObject, XMLParserDelegate {
    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {}
    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
    ) {}
    func parser(_ parser: XMLParser, foundCharacters string: String) {}
    func parser(_ parser: XMLParser, foundCDATA block: Data) {}
}
