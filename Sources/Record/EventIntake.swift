package import Kernel
package import Storage
internal import Synchronization

/// Takes single events from many senders at once and appends what is waiting together, in one durable transaction.
///
/// A sender is answered when its event is durable. Where an append of many fails, each is tried alone, so that one
/// that cannot be kept does not take its neighbours with it.
package final class EventIntake: Sendable {
    private let store: Store
    private let record: RecordStore
    private let waiting = Mutex(Waiting())

    private struct Waiting {
        var entries: [Entry] = []
        var isDraining = false
    }

    private struct Entry: Sendable {
        let event: Event
        let group: Group
        let answer: CheckedContinuation<AppendOutcome, any Error>
    }

    package init(store: Store, record: RecordStore) {
        self.store = store
        self.record = record
    }

    /// Appends one event and returns when it is durable.
    package func append(_ event: Event, to group: Group) async throws -> AppendOutcome {
        try await withCheckedThrowingContinuation { answer in
            let entry = Entry(event: event, group: group, answer: answer)
            let starts = waiting.withLock { waiting in
                waiting.entries.append(entry)
                defer { waiting.isDraining = true }
                return !waiting.isDraining
            }
            // The one that finds nobody at work does the work, for all that come meanwhile, too.
            if starts { Task { await drain() } }
        }
    }

    private func drain() async {
        var lastCount = 0
        while true {
            await gather(lastCount)
            let entries = waiting.withLock { waiting in
                let entries = waiting.entries
                waiting.entries = []
                if entries.isEmpty { waiting.isDraining = false }
                return entries
            }
            if entries.isEmpty { return }
            lastCount = entries.count
            await append(entries)
        }
    }

    /// Gives the senders just answered a moment to come back with their next event, as long as they do come: without it
    /// the first to come back would have a commit to itself, and all others would wait for that one.
    private func gather(_ wanted: Int) async {
        var seen = -1
        while true {
            let count = waiting.withLock { $0.entries.count }
            guard wanted > 1, count < wanted, count > seen else { return }
            seen = count
            for _ in 0..<8 { await Task.yield() }
        }
    }

    private func append(_ entries: [Entry]) async {
        do {
            let outcomes = try await write(entries)
            for (entry, outcome) in zip(entries, outcomes) { entry.answer.resume(returning: outcome) }
        } catch  where entries.count > 1 {
            for entry in entries { await append([entry]) }
        } catch {
            entries[0].answer.resume(throwing: error)
        }
    }

    private func write(_ entries: [Entry]) async throws -> [AppendOutcome] {
        let groups = Dictionary(grouping: entries.indices, by: { entries[$0].group.id })
        // In one order, so that two nodes never wait for each other's shard.
        let ordered = groups.values.sorted { first, second in
            let (left, right) = (entries[first[0]].group, entries[second[0]].group)
            return (left.shard, left.id) < (right.shard, right.id)
        }
        return try await store.write { [record] transaction in
            var outcomes = [AppendOutcome](repeating: AppendOutcome(), count: entries.count)
            for indices in ordered {
                let events = indices.map { entries[$0].event }
                let taken = try record.take(events, to: entries[indices[0]].group, settles: true, in: transaction)
                // Of senders of the same event the first is told that it was new, the others that it was known.
                var fresh = Set(taken.fresh.map(\.key))
                let late = taken.outcome.late > 0 ? 1 : 0
                for index in indices {
                    let isNew = fresh.remove(entries[index].event.key) != nil
                    outcomes[index] = isNew ? AppendOutcome(added: 1, late: late) : AppendOutcome(known: 1)
                }
            }
            return outcomes
        }
    }
}
