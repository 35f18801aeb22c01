internal import Foundation

/// The house as it stands on disk: every Swift file under Sources and Tests, found from where this file lies.
struct House {
    let files: [SourceFile]

    init() throws {
        let root = House.root
        var files: [SourceFile] = []
        for wing in ["Sources", "Tests"] {
            let folder = root.appendingPathComponent(wing)
            let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            for path in paths.sorted() where path.hasSuffix(".swift") {
                let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
                files.append(SourceFile(path: "\(wing)/\(path)", text: text))
            }
        }
        self.files = files
    }

    /// The names of the program's rooms that hold Swift.
    var rooms: Set<String> { Set(files.filter(\.isSource).map(\.room)) }

    /// The folder that holds Package.swift.
    private static var root: URL {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) { break }
            folder.deleteLastPathComponent()
        }
        return folder
    }
}

/// One file, with its lines as a reader of the code sees them.
struct SourceFile {
    /// From the package's root, as in `Sources/Kernel/World.swift`.
    let path: String
    let lines: [String]

    init(path: String, text: String) {
        self.path = path
        var lines = text.components(separatedBy: "\n")
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
    }

    /// The target it belongs to: the folder below Sources or Tests.
    var room: String { path.components(separatedBy: "/")[1] }

    var isSource: Bool { path.hasPrefix("Sources/") }

    /// The modules it imports, with the number of the line that does.
    var imports: [(line: Int, module: String)] {
        matches(of: Pattern.importLine).map { ($0.line, $0.text) }
    }

    /// Every place where a pattern's first group (or the whole of it) is found outside of comments.
    func matches(of pattern: NSRegularExpression) -> [(line: Int, text: String)] {
        var found: [(line: Int, text: String)] = []
        for (index, line) in lines.enumerated() {
            let code = SourceFile.withoutComment(line)
            for match in pattern.matches(in: code, range: NSRange(code.startIndex..., in: code)) {
                let group = match.range(at: match.numberOfRanges > 1 ? 1 : 0)
                guard let range = Range(group, in: code) else { continue }
                found.append((index + 1, String(code[range])))
            }
        }
        return found
    }

    /// The line up to `//`, where that is not part of a URL.
    private static func withoutComment(_ line: String) -> String {
        guard line.contains("//") else { return line }
        let whole = NSRange(line.startIndex..., in: line)
        guard let match = Pattern.comment.firstMatch(in: line, range: whole) else { return line }
        guard let range = Range(match.range, in: line) else { return line }
        return String(line[..<range.lowerBound])
    }
}

/// What the tests look for in a line.
enum Pattern {
    static let comment = pattern("(?<!:)//")
    static let importLine = pattern(
        #"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"#
            + #"import\s+(?:(?:struct|class|enum|protocol|typealias|func|var|let|actor)\s+)?(\w+)[\w.]*\s*;?\s*$"#)
    static let typeName = pattern(#"\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)"#)
    static let wallClock = pattern(
        #"\bDate\(\)|\bDate\.now\b|timeIntervalSinceNow|\bclock_gettime\b|\bgettimeofday\b|\btime\(nil\)"#
            + #"|\bDispatchWallTime\b|\bCFAbsoluteTimeGetCurrent\b|\bCLOCK_REALTIME\b"#)
    static let steadyClock = pattern(
        #"\bContinuousClock\b|\bSuspendingClock\b|\bDispatchTime\b|\bsystemUptime\b|\bCLOCK_MONOTONIC\w*"#)
    static let chance = pattern(
        #"\bSystemRandomNumberGenerator\b|\barc4random\w*|\bUUID\(\)|\.randomElement\(\)|\.shuffle[d]?\(\)"#
            + #"|\.random\((?![^)]*using:)"#)

    private static func pattern(_ text: String) -> NSRegularExpression {
        do { return try NSRegularExpression(pattern: text) } catch { fatalError("a bad pattern: \(text)") }
    }
}
