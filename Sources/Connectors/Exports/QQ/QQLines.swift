internal import Kernel

/// How the lines of one file are written, found out from its start.
struct QQStyle {
    let shape: QQHead.Shape
    let order: DateOrder
    /// Whether a head always has a blank line or a heading before it, so that one without is a quotation.
    let needsBlank: Bool
    /// How many heads the start has, how many of them with a number or an address, and how many lines.
    let headCount: Int
    let identifiedCount: Int
    let lineCount: Int
    let hasSeparator: Bool

    /// What the heads of one shape are, as far as they are there.
    fileprivate struct Heads {
        var count = 0
        var identifiedCount = 0
        var behindBlankCount = 0
        var dates = DateOrderFinder()
    }

    init(_ sample: ExportSample, _ words: QQWords) {
        var heads = QQHead.Shape.allCases.map { _ in Heads() }
        var lineCount = 0
        var hasSeparator = false
        var isBehindBlank = true
        QQStyle.forEachLine(of: sample.start) { line in
            if line.isBlank {
                isBehindBlank = true
                return
            }
            lineCount += 1
            let isSeparator = QQHead.separator(line) != nil
            hasSeparator = hasSeparator || isSeparator
            for shape in QQHead.Shape.allCases {
                guard let head = QQHead(line, shape, words.hours) else { continue }
                heads[shape.rawValue].add(head, isBehindBlank: isBehindBlank)
            }
            isBehindBlank = isSeparator || QQHeading(line, words) != nil
        }
        let most = heads.map(\.count).max() ?? 0
        shape = QQHead.Shape.allCases.first { heads[$0.rawValue].count == most } ?? .timeFirst
        let found = heads[shape.rawValue]
        headCount = found.count
        identifiedCount = found.identifiedCount
        self.lineCount = lineCount
        self.hasSeparator = hasSeparator
        needsBlank = found.behindBlankCount * 2 > found.count
        // Those of QQ's clients that write the year last are American.
        order = found.dates.order(.monthDayYear)
    }

    private static func forEachLine(of text: [UInt8], _ body: (ByteView) -> Void) {
        let end: UInt8 = text.contains(10) ? 10 : 13
        text.withView { view in
            var start = 0
            while start < view.count {
                let stop = view.firstIndex(of: end, from: start) ?? view.count
                let hasReturn = stop > start && view[stop - 1] == 13
                body(view.slice(start, hasReturn ? stop - 1 : stop))
                start = stop + 1
            }
        }
    }
}

extension QQStyle.Heads {
    fileprivate mutating func add(_ head: QQHead, isBehindBlank: Bool) {
        count += 1
        if QQSpeaker(head.name).id != nil { identifiedCount += 1 }
        if isBehindBlank { behindBlankCount += 1 }
        if let date = head.date { dates.add(date) }
    }
}

/// Tells what each line of a file is, going from one to the next.
struct QQLines {
    /// What a line is.
    enum Kind {
        /// Of the heading above a talk.
        case heading
        /// The heading's line that begins another talk.
        case subject
        case separator(DateOrder.Numbers)
        case head(QQHead)
        case words
    }

    let style: QQStyle
    private let words: QQWords
    /// The folder of the client's list that the talk is in, and the talk's name.
    private(set) var category: String?
    private(set) var subject: String?
    /// Which talk of the file it is, from 1; 0 before any heading.
    private(set) var section = 0
    private(set) var isBehindBlank = true
    private var isInHeading = false
    private var hasHeads = false

    init(_ style: QQStyle, _ words: QQWords) {
        self.style = style
        self.words = words
    }

    mutating func passBlank() { isBehindBlank = true }

    mutating func kind(of line: ByteView) -> Kind {
        if isBehindBlank || isInHeading, let heading = QQHeading(line, words), let kind = take(heading) { return kind }
        if let date = QQHead.separator(line), isBehindBlank {
            isInHeading = false
            return .separator(date)
        }
        let mayBeHead = isBehindBlank || isInHeading || !style.needsBlank
        guard mayBeHead, let head = QQHead(line, style.shape, words.hours) else { return .words }
        (hasHeads, isInHeading) = (true, false)
        return .head(head)
    }

    /// To be called behind each line that is not blank.
    mutating func pass(_ kind: Kind) {
        switch kind {
        case .heading, .subject: isInHeading = true
        case .separator, .head, .words: isInHeading = false
        }
        if case .separator = kind { isBehindBlank = true } else { isBehindBlank = false }
    }

    /// Nil where the line only looks like a heading, within a talk.
    private mutating func take(_ heading: QQHeading) -> Kind? {
        switch heading {
        case .rule: return .heading
        case .title: return hasHeads ? nil : .heading
        case .category(let name):
            guard isInHeading || !hasHeads else { return nil }
            category = name
            return .heading
        case .subject(let name):
            guard isInHeading || !hasHeads else { return nil }
            subject = name
            section += 1
            return .subject
        }
    }
}

extension QQLines {
    /// What a talk of a file is, as far as its heading and its heads tell.
    struct Talk {
        let section: Int
        let name: String?
        let category: String?
        var headCount = 0
        var identifiedCount = 0

        /// In a group everybody has a number behind the name; a friend has none.
        func isGroup(_ words: QQWords) -> Bool {
            if let told = category.flatMap(words.holdsGroups) { return told }
            return identifiedCount > 0 || (category == nil && headCount > 0)
        }
    }

    /// All talks of a file, from its start.
    static func talks(_ source: LineSource, _ style: QQStyle, _ words: QQWords) throws -> [Talk] {
        var lines = QQLines(style, words)
        var talks: [Talk] = []
        while let line = try source.next() {
            guard line.flaw == nil else { continue }
            if line.bytes.isBlank {
                lines.passBlank()
                continue
            }
            let kind = lines.kind(of: line.bytes)
            if case .head(let head) = kind {
                if talks.last?.section != lines.section {
                    talks.append(Talk(section: lines.section, name: lines.subject, category: lines.category))
                }
                talks[talks.count - 1].headCount += 1
                if QQSpeaker(head.name).id != nil { talks[talks.count - 1].identifiedCount += 1 }
            }
            lines.pass(kind)
        }
        return talks
    }
}
