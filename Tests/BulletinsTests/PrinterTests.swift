import Foundation
import Kernel
import TestSupport
import Testing

@testable import Bulletins

@Suite("Printing pages as PDF")
struct PrinterTests {
    private static let printer = PagePrinter.ofThisMachine()

    /// Says once where there is no program to test with.
    static let canPrint: Bool = {
        if printer.program != nil { return true }
        let text = "SKIPPED: printing with the real program, because this machine has no Chromium\n"
        FileHandle.standardError.write(Data(text.utf8))
        return false
    }()

    @Test("Without a program it says which package brings one")
    func none() async {
        let printer = PagePrinter(path: "/nonexistent")
        #expect(printer.program == nil)
        await #expect {
            try await printer.pdf(of: Array("<p>hello".utf8))
        } throws: { error in
            (error as? Fault)?.text == "report.pdf.none" && (error as? Fault)?.values["package"] == "chromium"
        }
    }

    @Test("The first of the known names on the path is taken; a configured one goes before all")
    func found() throws {
        let folder = try Folder()
        try folder.script("google-chrome", "exit 0")
        #expect(PagePrinter(path: "/nonexistent:\(folder.path)").program == folder.path + "/google-chrome")
        try folder.script("chromium", "exit 0")
        #expect(PagePrinter(path: folder.path).program == folder.path + "/chromium")
        #expect(PagePrinter(configured: "/bin/true", path: folder.path).program == "/bin/true")
    }

    @Test("A page becomes A4 pages of PDF that hold its words", .enabled(if: canPrint))
    func prints() async throws {
        let page = """
            <!doctype html><meta charset="utf-8"><style>@page { size: A4 } div { break-after: page }</style>
            <div>榕树下</div><p>second</p><img src="http://192.0.2.1/x.png"><script src="https://example.org/x.js"></script>
            """
        let pdf = try await Self.printer.pdf(of: Array(page.utf8))
        #expect(pdf.starts(with: "%PDF-".utf8))
        guard let words = try Tool.run("pdftotext", input: pdf, output: ["-"]),
            let facts = try Tool.run("pdfinfo", input: pdf)
        else { return }
        #expect(words.contains("榕树下") && words.contains("second"))
        #expect(facts.contains("A4"))
        #expect(facts.split(separator: "\n").contains { $0.hasPrefix("Pages:") && $0.hasSuffix(" 2") })
    }

    @Test("One that takes too long is killed with all that it started, and leaves nothing behind")
    func slow() async throws {
        let folder = try Folder()
        try folder.script("chromium", "sleep 60 & echo $! > \(folder.path)/child; wait")
        let printer = PagePrinter(path: folder.path, limit: .milliseconds(400))
        await #expect {
            try await printer.pdf(of: [])
        } throws: { ($0 as? Fault)?.text == "report.pdf.slow" }
        try await folder.expectDead("child")
    }

    @Test("One whose asker has gone is killed")
    func cancelled() async throws {
        let folder = try Folder()
        try folder.script("chromium", "sleep 60 & echo $! > \(folder.path)/child; wait")
        let printer = PagePrinter(path: folder.path, limit: .seconds(600))
        let printing = Task { try await printer.pdf(of: []) }
        while folder.read("child") == nil { try await Task.sleep(for: .milliseconds(10)) }
        printing.cancel()
        await #expect(throws: CancellationError.self) { try await printing.value }
        try await folder.expectDead("child")
    }

    @Test("No more than so many print at once; the next is refused when they take too long")
    func seats() async throws {
        let folder = try Folder()
        try folder.script("chromium", "echo x >> \(folder.path)/begun; sleep 60")
        let printer = PagePrinter(path: folder.path, atOnce: 1, limit: .milliseconds(500))
        let texts = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do { _ = try await printer.pdf(of: []) } catch { return (error as? Fault)?.text }
                    return nil
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(texts.contains("report.pdf.slow"))
        #expect(folder.read("begun")?.isEmpty == false)
    }

    @Test("What is no PDF, or a failing program, is an error", arguments: ["exit 3", "exit 0"])
    func fails(script: String) async throws {
        let folder = try Folder()
        try folder.script("chromium", script)
        await #expect {
            try await PagePrinter(path: folder.path, limit: .seconds(600)).pdf(of: [])
        } throws: { ($0 as? Fault)?.text == "report.pdf.failed" }
    }
}

/// A folder that is gone with the test.
private final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func script(_ name: String, _ text: String) throws {
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(fileURLWithPath: path + "/" + name))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/" + name)
    }

    func read(_ name: String) -> String? {
        guard let text = try? String(contentsOfFile: path + "/" + name, encoding: .utf8), text.hasSuffix("\n") else {
            return nil
        }
        return text
    }

    /// Waits until the process whose number a file holds has ended.
    func expectDead(_ name: String) async throws {
        let number = try #require(read(name).flatMap { Int32($0.filter(\.isNumber)) })
        for _ in 0..<100 where !isDead(number) { try await Task.sleep(for: .milliseconds(20)) }
        #expect(isDead(number))
    }

    private func isDead(_ number: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8) else { return true }
        return status.contains("State:\tZ")
    }
}

/// A program of the system that reads a PDF.
private enum Tool {
    /// Its output; nil where it is not installed.
    static func run(_ name: String, input: [UInt8], output more: [String] = []) throws -> String? {
        let program = "/usr/bin/" + name
        guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString).pdf")
        try Data(input).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return String(decoding: try SystemTool.run(program, [file.path] + more).output, as: UTF8.self)
    }
}
