internal import Dispatch
import Kernel
import Storage

/// The folding of many events, stretch by stretch, ahead of their being inserted.
///
/// It alone touches the fold while it works, and gives what is to be inserted as rows that the fold knows nothing more
/// of; so one stretch can be folded on another thread while the transaction inserts the one before.
final class Folding: @unchecked Sendable {
    /// Events in a stretch: few enough that most of the folding goes on beside inserting.
    private static let length = 1024

    private let events: [Event]
    private let replied: [Int: RepliedHandle]
    private let fold: GroupFold
    private var inputs: [FoldInput] = []
    private var facts: [FoldFacts] = []
    private var seq: Int64
    private var ahead: FoldedStretchRows?

    /// - Parameter seq: The number in the log behind which those of the events begin.
    init(_ events: [Event], _ replied: [Int: RepliedHandle], after seq: Int64, _ fold: GroupFold) {
        (self.events, self.replied, self.seq, self.fold) = (events, replied, seq, fold)
        inputs.reserveCapacity(events.count)
        facts.reserveCapacity(events.count)
    }

    /// Folds the next stretch; nil where all are folded.
    func next() -> FoldedStretchRows? {
        guard facts.count < events.count else { return nil }
        let range = facts.count..<min(facts.count + Folding.length, events.count)
        for index in range { take(index) }
        let rows = Columns(EventRow.columns, rows: range.count)
        for index in range {
            seq += 1
            EventRow.append(events[index], inputs[index], facts[index], seq, fold, to: rows)
        }
        return FoldedStretchRows(people: fold.takePeople(), events: rows)
    }

    /// Folds the next stretch on another thread while `body` works on this one; comes back when both are done.
    func nextWhile(_ body: () throws -> Void) throws -> FoldedStretchRows? {
        guard facts.count < events.count else {
            try body()
            return nil
        }
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global(qos: .userInitiated).async { [self] in
            ahead = next()
            done.signal()
        }
        let outcome = Result { try body() }
        done.wait()
        try outcome.get()
        return ahead
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
