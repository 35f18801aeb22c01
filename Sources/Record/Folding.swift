internal import Dispatch
import Kernel
import Storage
internal import Synchronization

/// The folding of many events, stretch by stretch, ahead of their being inserted.
///
/// It alone touches the fold while it works, and gives what is to be inserted as rows that the fold knows nothing more
/// of; so some stretches can be folded on another thread while the transaction inserts those before.
final class Folding: @unchecked Sendable {
    /// Events in a stretch: few enough that most of the folding goes on beside inserting.
    private static let length = 1024
    /// Events in the first, for which the inserting has to wait.
    private static let firstLength = 128
    /// Stretches that may wait to be inserted: whoever of the two is held up for a moment does not hold up the other.
    private static let mostReady = 6

    private let events: [Event]
    private let replied: [Int: RepliedHandle]
    private let fold: GroupFold
    private var inputs: [FoldInput] = []
    private var facts: [FoldFacts] = []
    private var seq: Int64
    private let ready = Mutex(Ready())
    private let stretchIsReady = DispatchSemaphore(value: 0)
    private let roomIsThere = DispatchSemaphore(value: Folding.mostReady)

    private struct Ready: @unchecked Sendable {
        var stretches: [FoldedStretchRows?] = []
        /// Set by whoever takes no more.
        var isUnwanted = false
    }

    /// - Parameter seq: The number in the log behind which those of the events begin.
    init(_ events: [Event], _ replied: [Int: RepliedHandle], after seq: Int64, _ fold: GroupFold) {
        (self.events, self.replied, self.seq, self.fold) = (events, replied, seq, fold)
        inputs.reserveCapacity(events.count)
        facts.reserveCapacity(events.count)
    }

    /// Folds all, and gives them to `body` in order; comes back when nothing touches the fold any more.
    func forEachStretch(_ body: (FoldedStretchRows) throws -> Void) throws {
        guard events.count > Folding.length else {
            while let stretch = next(Folding.length) { try body(stretch) }
            return
        }
        DispatchQueue.global(qos: .userInitiated).async { self.foldAhead() }
        do {
            while let stretch = takeReady() { try body(stretch) }
        } catch {
            ready.withLock { $0.isUnwanted = true }
            roomIsThere.signal()
            while takeReady() != nil {}
            throw error
        }
    }

    /// Folds until all are folded or nobody wants more, and says nil last.
    private func foldAhead() {
        var length = Folding.firstLength
        while true {
            roomIsThere.wait()
            let stretch = ready.withLock(\.isUnwanted) ? nil : next(length)
            if stretch == nil { forget() }
            ready.withLock { $0.stretches.append(stretch) }
            stretchIsReady.signal()
            if stretch == nil { return }
            length = Folding.length
        }
    }

    /// Lets go of what was folded, here rather than where rows are inserted: that takes a while.
    private func forget() {
        inputs = []
        facts = []
    }

    /// The next that was folded ahead; nil where that was the last.
    private func takeReady() -> FoldedStretchRows? {
        stretchIsReady.wait()
        let stretch = ready.withLock { $0.stretches.removeFirst() }
        roomIsThere.signal()
        return stretch
    }

    /// Folds the next so many; nil where all are folded.
    private func next(_ length: Int) -> FoldedStretchRows? {
        guard facts.count < events.count else { return nil }
        let range = facts.count..<min(facts.count + length, events.count)
        for index in range { take(index) }
        let rows = Columns(EventRow.columns, rows: range.count)
        for index in range {
            seq += 1
            EventRow.append(events[index], inputs[index], facts[index], seq, fold, to: rows)
        }
        return FoldedStretchRows(people: fold.takePeople(), events: rows)
    }

    private func take(_ index: Int) {
        var input = fold.input(for: events[index])
        if let handle = replied[index] {
            input.repliedTo = handle.value(given: inputs, facts)
            input.replyKey = events[index].replyTo
        }
        facts.append(fold.take(input))
        // A bridge repeats what somebody erased says: kept no more than if they had said it here.
        if let speaker = facts[index].speaker, fold.handles[Int(speaker)].isErased { input.body = nil }
        inputs.append(input)
    }
}

/// Events as rows, and the people who must be there before them.
struct FoldedStretchRows {
    let people: WaitingPeople
    let events: Columns

    func insert(in transaction: Transaction) throws {
        try people.write(in: transaction)
        try transaction.insert(into: "events", events)
    }
}

/// New people and handles, and names that have become somebody's, as rows and statements.
final class WaitingPeople {
    let people = Columns([("id", .int64), ("name", .text)])
    let handles = Columns(FoldHandle.columns)
    var words: [NamedHandle] = []
    var owners: [SQL] = []
    var names: [SQL] = []

    func write(in transaction: Transaction) throws {
        try transaction.insert(into: "people", people)
        try transaction.insert(into: "handles", handles)
        try NameWords.write(words, in: transaction)
        for statement in owners + names { try transaction.execute(statement) }
    }
}
