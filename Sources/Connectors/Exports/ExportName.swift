internal import Kernel

/// What the name of a file and of the folders it lies in tell about it.
struct ExportName {
    /// The file's own name.
    let file: String
    /// The day in it: `2018-09-08` or `20180908`, whatever stands before and behind.
    let date: CivilDay?
    /// The channel in it, as in `#qtox_20160601.log.txt`.
    let channel: String?
    /// The folder that it lies in, whatever that is called.
    let parent: String?
    /// The nearest folder above that is not merely a year, a month or a word for logs.
    let folder: String?
    /// That folder's whole path, the same for all files of one history.
    let folderPath: String

    /// - Parameter path: an absolute path.
    init(path: String) {
        let parts = path.split(separator: "/").map(String.init)
        file = parts.last ?? ""
        let found = ExportName.findDate(Array(file.utf8))
        date = found?.day
        channel = ExportName.channel(Array(file.utf8), dateStart: found?.start)
        let folders = parts.dropLast()
        parent = folders.last
        let telling = folders.lastIndex { !ExportName.isPlain($0) }
        folder = telling.map { folders[$0] }
        folderPath = "/" + folders.prefix(telling.map { $0 + 1 } ?? folders.count).joined(separator: "/")
    }

    private static func findDate(_ name: [UInt8]) -> (day: CivilDay, start: Int)? {
        name.withView { name in
            for start in 0..<max(0, name.count - 7) where name.digit(start - 1) == nil {
                if let day = day(name, at: start, separated: true) ?? day(name, at: start, separated: false) {
                    return (day, start)
                }
            }
            return nil
        }
    }

    private static func day(_ name: ByteView, at start: Int, separated: Bool) -> CivilDay? {
        let gap = separated ? 1 : 0
        let month = start + 4 + gap
        let day = month + 2 + gap
        let dash = UInt8(ascii: "-")
        guard day + 2 <= name.count, name.digit(day + 2) == nil else { return nil }
        if separated, name[start + 4] != dash || name[month + 2] != dash { return nil }
        guard let yearNumber = name.number(at: start, width: 4), let monthNumber = name.number(at: month, width: 2),
            let dayNumber = name.number(at: day, width: 2)
        else { return nil }
        return CivilDay(year: yearNumber, month: monthNumber, day: dayNumber)
    }

    private static func channel(_ name: [UInt8], dateStart: Int?) -> String? {
        guard let hash = name.firstIndex(of: UInt8(ascii: "#")) else { return nil }
        var end = name[hash...].firstIndex(of: UInt8(ascii: ".")) ?? name.count
        if let dateStart, dateStart > hash { end = min(end, dateStart) }
        while end > hash, "_-. ".utf8.contains(name[end - 1]) { end -= 1 }
        return end > hash + 1 ? String(decoding: name[hash..<end], as: UTF8.self) : nil
    }

    private static let wordsForLogs: Set<String> = [
        "log", "logs", "original-logs", "chatlogs", "irclogs", "export", "exports", "history",
    ]

    /// A year, a month, or one of the words that folders of logs are called by.
    private static func isPlain(_ folder: String) -> Bool {
        let isNumber = folder.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "-") }
        return (isNumber && folder.utf8.count <= 10) || wordsForLogs.contains(folder.lowercased())
    }
}
