import Kernel
import Testing

@testable import Connectors

@Suite("Recognising files")
struct RecognitionTests {
    private func open(_ sample: FormatSample) throws -> OpenedExport {
        let path = "/histories/\(sample.name)"
        return try OpenedExport(
            ByteSource(bytes: Array(sample.text.utf8)), of: ExportFile(path: path), format: nil, options: ReadOptions())
    }

    @Test("Every format has a sample here")
    func complete() {
        #expect(Set(FormatSample.all.map(\.format)) == Set(ExportFormats.names))
        #expect(ExportFormats.names.count == Set(ExportFormats.names).count)
    }

    @Test("A file is recognised as what it is, and no other format is as sure of it", arguments: FormatSample.all)
    func matrix(_ sample: FormatSample) throws {
        let opened = try open(sample)
        #expect(opened.format.name == sample.format)
        let own = try #require(try ExportFormats.named(sample.format).recognise(opened.sample)).confidence
        #expect((1...100).contains(own))
        for other in ExportFormats.all where other.name != sample.format {
            let confidence = other.recognise(opened.sample)?.confidence ?? 0
            #expect(confidence < own, "\(other.name) takes it with \(confidence), itself with \(own)")
        }
    }

    @Test("A format's own example, as a person is shown it, is no other format's file")
    func shown() throws {
        for format in ExportFormats.all where !format.example.isEmpty {
            let sample = FormatSample(format.name, "2018-09-08.txt", format.example + "\n")
            guard let found = try? open(sample).format.name else { continue }
            #expect(found == format.name)
        }
    }

    @Test(
        "What is none of them is refused by name",
        arguments: ["hello\nworld\n", "a,b\n1,2\n", "{\"a\":1}\n", "<p>x</p>\n"])
    func none(_ text: String) {
        #expect(fault { _ = try open(FormatSample("", "note.txt", text)) } == "exports.unknown-format")
    }
}
