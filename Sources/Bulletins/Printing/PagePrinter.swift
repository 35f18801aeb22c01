internal import Foundation
package import Kernel
internal import Processes
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// Prints a page as PDF with a Chromium of this machine, where there is one.
///
/// Each printing is a process of its own with a profile of its own that is gone afterwards, without network, and with a
/// limit of time. At most two are at work at once; more wait their turn.
package struct PagePrinter: Sendable {
    /// The program; nil where this machine has none.
    package let program: String?
    private let seats: PrinterSeats
    private let limit: Duration

    /// What the program is called, the first that is there.
    package static let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    /// The names of Debian's package that brings it.
    package static let packageName = "chromium"

    /// - Parameters:
    ///   - configured: The program's path, where somebody has named one.
    ///   - path: The folders to look for it in, parted by colons.
    package init(configured: String? = nil, path: String, atOnce: Int = 2, limit: Duration = .seconds(40)) {
        let folders = path.split(separator: ":").map(String.init)
        let places = PagePrinter.names.flatMap { name in folders.map { $0 + "/" + name } }
        let wanted = configured.flatMap { $0.isEmpty ? nil : [$0] } ?? places
        program = wanted.first { access($0, X_OK) == 0 }
        seats = PrinterSeats(atOnce)
        self.limit = limit
    }

    /// With what the environment says: `BANYAN_CHROMIUM`, else the path.
    package static func ofThisMachine() -> PagePrinter {
        let environment = ProcessInfo.processInfo.environment
        return PagePrinter(configured: environment["BANYAN_CHROMIUM"], path: environment["PATH"] ?? "")
    }

    /// A page of HTML on A4.
    ///
    /// - Parameter page: Complete: it can fetch nothing.
    /// - Throws: `.notFound` where there is no program, `.busy` where the others take too long, `.unavailable` where it
    ///   fails or takes too long itself; `CancellationError`.
    package func pdf(of page: [UInt8]) async throws -> [UInt8] {
        guard let program else {
            throw Fault(.notFound, "report.pdf.none", ["package": PagePrinter.packageName])
        }
        try await seats.take(within: limit)
        defer { seats.leave() }
        let folder = try PrinterFolder()
        defer { folder.remove() }
        try folder.write(page, as: "page.html")
        let child = ChildProcess(
            program, arguments(folder),
            environment: [
                "HOME": folder.path, "TMPDIR": folder.path, "XDG_CONFIG_HOME": folder.path,
                "XDG_CACHE_HOME": folder.path, "XDG_RUNTIME_DIR": folder.path, "LANG": "C.UTF-8",
                "PATH": "/usr/local/bin:/usr/bin:/bin",
            ])
        let ending: ChildProcess.Ending
        do {
            ending = try await child.run(limit: limit)
        } catch let fault as ChildProcess.CannotStart {
            throw Fault(.unavailable, "report.pdf.failed", ["program": program], cause: fault.reason)
        } catch is ChildProcess.TimeOver {
            throw Fault(.unavailable, "report.pdf.slow", ["seconds": "\(limit.components.seconds)"])
        }
        guard ending == .exited(0), let pdf = folder.read("page.pdf"), pdf.starts(with: "%PDF-".utf8) else {
            throw Fault(.unavailable, "report.pdf.failed", ["program": program], cause: "\(ending)")
        }
        return pdf
    }

    private func arguments(_ folder: PrinterFolder) -> [String] {
        var arguments = [
            "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
            "--disable-sync", "--disable-component-update", "--disable-background-networking", "--disable-default-apps",
            "--disable-domain-reliability", "--disable-breakpad", "--disable-dev-shm-usage", "--metrics-recording-only",
            "--no-pings", "--mute-audio", "--hide-scrollbars", "--force-color-profile=srgb",
            // No name is found and no address reached but through a proxy that nobody runs.
            "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://127.0.0.1:9", "--dns-prefetch-disable",
            "--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication",
            "--user-data-dir=\(folder.path)/profile", "--no-pdf-header-footer", "--window-size=1000,1400",
            "--print-to-pdf=\(folder.path)/page.pdf",
        ]
        // Chromium's own sandbox cannot be had as root.
        if geteuid() == 0 { arguments.append("--no-sandbox") }
        return arguments + ["file://\(folder.path)/page.html"]
    }
}

/// A folder of one printing.
private struct PrinterFolder {
    let path: String

    init() throws {
        var template = Array((FileManager.default.temporaryDirectory.path + "/banyan-print-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Fault(.cannotWrite, "report.pdf.no-room", cause: String(cString: strerror(errno)))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func write(_ bytes: [UInt8], as name: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
        } catch {
            throw Fault(.cannotWrite, "report.pdf.no-room", cause: "\(error)")
        }
    }

    func read(_ name: String) -> [UInt8]? {
        (try? Data(contentsOf: URL(fileURLWithPath: path + "/" + name))).map { [UInt8]($0) }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// How many may print at once.
private final class PrinterSeats: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    func take(within limit: Duration) async throws {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: limit)
        while !tryTake() {
            guard clock.now < end else { throw Fault(.busy, "report.pdf.busy") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func tryTake() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func leave() { free.withLock { $0 += 1 } }
}
