internal import Insight
internal import Kernel
internal import Storage
internal import Synchronization

/// What was counted of a group lately, so that going from one page of it to the next does not count anew.
///
/// It is kept for the state of the record that it was counted from: after an import it is not found here.
final class MarkShelf<Value: Sendable>: TimedShelf {
    private struct Key: Hashable {
        let mark: RecordMark
        let window: ReportWindow
    }

    private struct Kept {
        let value: Value
        let countedAt: Instant
        var used: Int
    }

    private struct State {
        var kept: [Key: Kept] = [:]
        var uses = 0
    }

    private let state = Mutex(State())
    private let most = 24
    /// Names may change without the record's doing so.
    private let keptMilliseconds: Int64 = 60_000

    /// - Parameter count: Counts it where it is not there.
    func value(
        _ mark: RecordMark, _ window: ReportWindow, at now: Instant, count: () async throws -> Value
    ) async throws -> (value: Value, countedAt: Instant) {
        let key = Key(mark: mark, window: window)
        if let kept = find(key, at: now) { return kept }
        let value = try await count()
        keep(value, key, at: now)
        return (value, now)
    }

    func clear(at now: Instant) {
        state.withLock { state in
            state.kept = state.kept.filter {
                now.milliseconds - $0.value.countedAt.milliseconds < keptMilliseconds
            }
        }
    }

    private func find(_ key: Key, at now: Instant) -> (value: Value, countedAt: Instant)? {
        state.withLock { state in
            guard let kept = state.kept[key] else { return nil }
            guard now.milliseconds - kept.countedAt.milliseconds < keptMilliseconds else {
                state.kept[key] = nil
                return nil
            }
            state.uses += 1
            state.kept[key]?.used = state.uses
            return (kept.value, kept.countedAt)
        }
    }

    private func keep(_ value: Value, _ key: Key, at now: Instant) {
        state.withLock { state in
            state.uses += 1
            state.kept[key] = Kept(value: value, countedAt: now, used: state.uses)
            guard state.kept.count > most else { return }
            let oldest = state.kept.min { $0.value.used < $1.value.used }
            if let oldest { state.kept[oldest.key] = nil }
        }
    }
}

/// Which days a page of a group is of, as its URL says: `w=28`, `w=90`, `w=all`, or `from` and `to`.
struct GroupWindow: Sendable, Equatable {
    let window: ReportWindow
    /// The fields of the URL that say so.
    let fields: [(String, String)]

    /// - Throws: `Fault(.badInput)` where the days are none.
    init(_ query: FormFields) throws {
        if let from = query.text("from"), let to = query.text("to") {
            guard let first = CivilDay(from), let last = CivilDay(to), first <= last else {
                throw Fault(.badInput, "groups.bad-days", ["from": from.cut(to: 20), "to": to.cut(to: 20)])
            }
            window = .days(from: first, to: last)
            fields = [("from", from), ("to", to)]
        } else {
            switch query["w"] {
            case "90": (window, fields) = (.last(90), [("w", "90")])
            case "all": (window, fields) = (.all, [("w", "all")])
            default: (window, fields) = (.last28Days, [])
            }
        }
    }

    /// What follows the path.
    var query: String {
        fields.isEmpty ? "" : "?" + fields.map { $0.0 + "=" + FormFields.escaped($0.1) }.joined(separator: "&")
    }

    static func == (left: Self, right: Self) -> Bool { left.window == right.window }
}
