/// An element of an array in a document: one record.
struct JSONElement {
    /// Why an element cannot be read.
    enum Flaw {
        /// Longer than `JSONTree.longest`; only its start is kept.
        case tooLong
        /// The document ends here although more should come, or is no JSON from here on; nothing comes after it.
        case broken
    }

    /// UTF-8; valid until the next element is asked for.
    let bytes: ByteView
    /// The line that it begins on, from 1.
    let number: Int
    /// What makes it unusable whatever the format.
    let flaw: Flaw?
    /// Which of the document's arrays on the paths it is in, counted from 0 in the order of the document.
    let array: Int
    /// The path of that array, by its place in the list that was asked for.
    let path: Int
}

/// Streams the elements of some arrays of a JSON document, in memory that does not grow with the document.
///
/// What lies on none of the paths is passed over by its brackets and quotes alone. Small members met on the way can be
/// kept, such as a group's name before its messages.
struct JSONElements: Sendable {
    /// A name or a member's value longer than this is as if it were not there.
    private static let longestMember = 4 << 10
    /// How much is kept of a record that is too long.
    private static let excerptLength = 256

    /// Those of arrays first, then those of members.
    private let paths: [JSONPath]
    private let arrayPathCount: Int
    private var kept: [String?]
    private var tree = JSONTree()

    private var buffer: [UInt8] = []
    /// What is before `start` is done with; what is before `at` has been looked at.
    private var (start, at) = (0, 0)
    private var (line, counted) = (1, 0)
    private var excerpt: [UInt8] = []

    private var frames: [Frame] = []
    private var step = Step.value
    private var scan = JSONScan()
    /// The paths that the next value lies on.
    private var reached: JSONPathSet
    private var arrayCount = 0
    private var elementLine = 1

    /// - Parameters:
    ///   - arrays: The paths of the arrays, as `JSONPath` has them.
    ///   - keeping: The paths of the members to keep; within an array they are those of the element last begun.
    init(_ arrays: [String], keeping members: [String] = []) {
        paths = arrays.map { JSONPath($0, isArray: true) } + members.map { JSONPath($0, isArray: false) }
        arrayPathCount = arrays.count
        kept = [String?](repeating: nil, count: paths.count)
        reached = JSONPathSet(count: paths.count)
    }

    /// A container that is entered, as something in it lies on a path.
    private struct Frame {
        let isArray: Bool
        let paths: JSONPathSet
        /// The path of the array, where its elements are handed out.
        let target: Int?
    }

    private enum Step {
        /// What may come next: a value; behind an opening bracket a value, a name or the end; a name; a colon; behind a
        /// value a comma or the end; nothing.
        case value, first, name, colon, after, over
        /// Within a value or a name.
        case skip, member, element, longElement, scanName, longName
        /// Nothing more is given.
        case finished
    }

    private enum Outcome {
        case goOn, more, broken
        case element(ByteView, JSONElement.Flaw?)
    }
}

// MARK: - Taking

extension JSONElements {
    /// The next element, valid until the one after it is asked for; nil at the document's end.
    mutating func next(_ source: LineSource) throws -> JSONElement? {
        while step != .finished {
            switch advance() {
            case .goOn: break
            case .more: if try !fill(source) { return finish().map { element($0, .broken, source) } }
            case .broken:
                step = .finished
                begin()
                return element(rest, .broken, source)
            case .element(let bytes, let flaw): return element(bytes, flaw, source)
            }
        }
        return nil
    }

    /// The value of a small member that was to be kept, where it came already: text, or a number as it is written.
    func member(_ path: String) -> String? {
        paths.indices.first { $0 >= arrayPathCount && paths[$0].text == path }.flatMap { kept[$0] }
    }

    /// Passes over what is left of the array whose element was last given.
    mutating func passOverArray() {
        guard step == .after, frames.last?.target != nil else { return }
        frames.removeLast()
        scan = .withinContainer
        step = .skip
    }

    private func element(_ bytes: ByteView, _ flaw: JSONElement.Flaw?, _ source: LineSource) -> JSONElement {
        JSONElement(
            bytes: flaw == nil ? source.sound(bytes).bytes : bytes, number: elementLine, flaw: flaw,
            array: max(0, arrayCount - 1), path: frames.last?.target ?? 0)
    }

    /// The document's end, which is the source's; nil where all is well.
    private mutating func finish() -> ByteView? {
        let isWhole = step == .over || (frames.isEmpty && (step == .value || (step == .skip && scan.mayEndHere)))
        let isWithinElement = step == .element || step == .longElement
        let isLong = step == .longElement
        step = .finished
        if isWhole { return nil }
        if !isWithinElement { begin() }
        return isLong ? view(of: excerpt) : rest
    }

    /// What is looked at and not done with, as far as it is to be shown.
    private var rest: ByteView {
        view(of: buffer).slice(start, min(buffer.count, start + JSONElements.excerptLength))
    }

    /// The arrays are this object's own and not touched until the next element: their bytes stay where they are.
    private func view(of bytes: [UInt8]) -> ByteView { bytes.withView { $0 } }

    private mutating func fill(_ source: LineSource) throws -> Bool {
        guard let piece = try source.nextPiece() else { return false }
        countLines(upTo: start)
        buffer.removeSubrange(0..<start)
        at -= start
        (start, counted) = (0, 0)
        buffer.append(contentsOf: UnsafeBufferPointer(start: piece.base, count: piece.count))
        return true
    }

    /// A record begins where the reading stands.
    private mutating func begin() {
        start = at
        countLines(upTo: at)
        elementLine = line
    }

    private mutating func countLines(upTo end: Int) {
        line += view(of: buffer).slice(counted, end).lineEndCount
        counted = end
    }
}

// MARK: - Advancing

extension JSONElements {
    private mutating func advance() -> Outcome {
        switch step {
        case .skip, .member, .element, .longElement, .scanName, .longName: return advanceScan()
        default: break
        }
        let bytes = view(of: buffer)
        while at < bytes.count, JSONBytes.isSpace(bytes.base[at]) { at += 1 }
        start = at
        guard at < bytes.count else { return .more }
        let byte = bytes.base[at]
        let isFine =
            switch step {
            case .value: beginValue(byte)
            case .first: close(byte) || (frames.last!.isArray ? beginItem(byte) : beginName(byte))
            case .name: beginName(byte)
            case .colon: pass(byte == UInt8(ascii: ":"), to: .value)
            case .after: close(byte) || goOn(byte)
            default: false
            }
        return isFine ? .goOn : .broken
    }

    private mutating func pass(_ isRight: Bool, to next: Step) -> Bool {
        if isRight { (at, step) = (at + 1, next) }
        return isRight
    }

    /// Takes the bracket that closes the open container.
    private mutating func close(_ byte: UInt8) -> Bool {
        guard let frame = frames.last, byte == (frame.isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")) else {
            return false
        }
        frames.removeLast()
        return pass(true, to: frames.isEmpty ? .over : .after)
    }

    private mutating func goOn(_ byte: UInt8) -> Bool {
        guard let frame = frames.last, byte == UInt8(ascii: ",") else { return false }
        if frame.isArray { reachItem(frame) }
        return pass(true, to: frame.isArray ? .value : .name)
    }

    private mutating func beginName(_ byte: UInt8) -> Bool {
        (step, scan) = (.scanName, JSONScan())
        return byte == UInt8(ascii: "\"")
    }

    private mutating func beginItem(_ byte: UInt8) -> Bool {
        reachItem(frames.last!)
        return beginValue(byte)
    }

    /// Finds the paths of an array's next element; what was kept of the element before it is of the past.
    private mutating func reachItem(_ frame: Frame) {
        guard frame.target == nil else { return }
        let depth = frames.count - 1
        reached = frame.paths.filter { paths[$0].steps.count > depth && paths[$0].steps[depth] == .element }
        for index in paths.indices.dropFirst(arrayPathCount) where reached.contains(index) { kept[index] = nil }
    }

    private mutating func reachMember(_ name: ByteView) {
        let depth = frames.count - 1
        reached = frames[depth].paths.filter { index in
            guard paths[index].steps.count > depth, case .member(let wanted) = paths[index].steps[depth] else {
                return false
            }
            return name.equals(wanted)
        }
    }

    private mutating func beginValue(_ byte: UInt8) -> Bool {
        guard !":,]}".utf8.contains(byte) else { return false }
        scan = JSONScan()
        if frames.last?.target != nil {
            begin()
            step = .element
            return true
        }
        let isArray = byte == UInt8(ascii: "[")
        if isArray || byte == UInt8(ascii: "{") {
            enter(isArray: isArray)
        } else {
            let ending = reached.filter { $0 >= arrayPathCount && paths[$0].steps.count == frames.count }
            step = ending.isEmpty ? .skip : .member
        }
        return true
    }

    /// Enters a container that something is wanted of; any other is passed over.
    private mutating func enter(isArray: Bool) {
        let depth = frames.count
        let target = reached.filter { isArray && $0 < arrayPathCount && paths[$0].steps.count == depth }.first
        let deeper = reached.filter { paths[$0].steps.count > depth }
        guard target != nil || !deeper.isEmpty else {
            step = .skip
            return
        }
        if target != nil { arrayCount += 1 }
        frames.append(Frame(isArray: isArray, paths: deeper, target: target))
        _ = pass(true, to: .first)
    }
}

// MARK: - Within values

extension JSONElements {
    private mutating func advanceScan() -> Outcome {
        let bytes = view(of: buffer)
        let isWhole = scan.reachesEnd(bytes, &at)
        if step == .skip || step == .longName { start = at }
        if isWhole { return end(bytes.slice(start, at)) }
        let length = at - start
        switch step {
        case .element where length > JSONTree.longest:
            excerpt = rest.array
            (step, start) = (.longElement, at)
        case .longElement: start = at
        case .member where length > JSONElements.longestMember: step = .skip
        case .scanName where length > JSONElements.longestMember: step = .longName
        default: break
        }
        return .more
    }

    private mutating func end(_ value: ByteView) -> Outcome {
        let ended = step
        start = at
        step = ended == .scanName || ended == .longName ? .colon : frames.isEmpty ? .over : .after
        switch ended {
        case .element:
            if value.count <= JSONTree.longest { return .element(value, nil) }
            return .element(value.prefix(JSONElements.excerptLength), .tooLong)
        case .longElement: return .element(view(of: excerpt), .tooLong)
        case .scanName: endName(value)
        case .longName: reached = JSONPathSet(count: 0)
        case .member: endMember(value)
        default: break
        }
        return .goOn
    }

    private mutating func endName(_ quoted: ByteView) {
        let isPlain = quoted.firstIndex(of: UInt8(ascii: "\\")) == nil
        if quoted.count > JSONElements.longestMember {
            reached = JSONPathSet(count: 0)
        } else if isPlain {
            reachMember(quoted.slice(1, quoted.count - 1))
        } else if tree.read(quoted), let name = tree.root.view {
            reachMember(name)
        } else {
            reached = JSONPathSet(count: 0)
        }
    }

    private mutating func endMember(_ value: ByteView) {
        let isRead = value.count <= JSONElements.longestMember && tree.read(value)
        let text = isRead ? tree.root.string : nil
        for index in arrayPathCount..<paths.count
        where reached.contains(index) && paths[index].steps.count == frames.count { kept[index] = text }
    }
}
