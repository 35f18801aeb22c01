package import Kernel
package import Storage

/// What people say of a group that no history tells.
package struct GroupProfile: Sendable, Equatable {
    /// What it is for, and what it promises its members.
    package var purpose = ""
    package var promise = ""
    /// Who owns it on its network, by name.
    package var owner = ""
    /// Who of the staff looks after it; the number of their row.
    package var keeper: Int64?
    /// How many members it has room for.
    package var capacity: Int?
    /// The word of the stage that a person set; empty where the figures say it.
    package var stage = ""
    package var tags: [String] = []

    package init() {}
}

/// A stage that a person set, with why.
package struct StageChange: Sendable, Equatable {
    package let at: Instant
    /// Empty where it was given back to the figures.
    package let stage: String
    package let reason: String
    package let by: String
}

/// One file that was imported into a group.
package struct GroupImport: Sendable, Equatable {
    package let source: String
    package let events: Int
    package let taken: Int
    package let startedAt: Instant
    package let finishedAt: Instant?
}

extension RecordStore {
    package func profile(of group: GroupID, in transaction: Transaction) throws -> GroupProfile {
        let query: SQL = """
            SELECT purpose, promise, owner, keeper_id, capacity, stage FROM group_profiles WHERE group_id = \(group)
            """
        var profile =
            try transaction.first(query) { row in
                var profile = GroupProfile()
                profile.purpose = row.string(0)
                profile.promise = row.string(1)
                profile.owner = row.string(2)
                profile.keeper = row.optionalInt64(3)
                profile.capacity = row.optionalInt64(4).map { Int($0) }
                profile.stage = row.string(5)
                return profile
            } ?? GroupProfile()
        profile.tags = try transaction.all("SELECT tag FROM group_tags WHERE group_id = \(group) ORDER BY key") {
            $0.string(0)
        }
        return profile
    }

    /// Writes all of a profile but its stage and tags, which have verbs of their own.
    package func setProfile(_ profile: GroupProfile, of group: GroupID, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO group_profiles (group_id, purpose, promise, owner, keeper_id, capacity)
            VALUES (\(group), \(profile.purpose), \(profile.promise), \(profile.owner), \(profile.keeper),
                \(profile.capacity))
            ON CONFLICT (group_id) DO UPDATE SET purpose = excluded.purpose, promise = excluded.promise,
                owner = excluded.owner, keeper_id = excluded.keeper_id, capacity = excluded.capacity
            """)
    }

    /// Sets the stage, or with an empty word gives it back to the figures; the change stays in the group's history.
    package func setStage(
        _ stage: String, reason: String, by name: String, of group: GroupID, in transaction: Transaction
    ) throws {
        let id: GroupID = world.ids.next()
        try transaction.execute(
            """
            INSERT INTO group_profiles (group_id, stage) VALUES (\(group), \(stage))
            ON CONFLICT (group_id) DO UPDATE SET stage = excluded.stage
            """)
        try transaction.execute(
            """
            INSERT INTO group_stages (id, group_id, set_at, stage, reason, set_by)
            VALUES (\(id), \(group), \(world.now()), \(stage), \(reason), \(name))
            """)
    }

    /// The stages that people set, the latest first.
    package func stageChanges(of group: GroupID, in transaction: Transaction) throws -> [StageChange] {
        let query: SQL = """
            SELECT set_at, stage, reason, set_by FROM group_stages WHERE group_id = \(group) ORDER BY id DESC LIMIT 100
            """
        return try transaction.all(query) {
            StageChange(at: $0.instant(0), stage: $0.string(1), reason: $0.string(2), by: $0.string(3))
        }
    }

    /// The files that were imported, the latest first.
    package func imports(of group: GroupID, in transaction: Transaction) throws -> [GroupImport] {
        let query: SQL = """
            SELECT source, events, taken, started_at, finished_at FROM imports WHERE group_id = \(group)
            ORDER BY started_at DESC, digest LIMIT 100
            """
        return try transaction.all(query) {
            GroupImport(
                source: $0.string(0), events: $0.int(1), taken: $0.int(2), startedAt: $0.instant(3),
                finishedAt: $0.optionalInstant(4))
        }
    }

    // MARK: - Tags

    package func addTag(_ tag: String, to group: GroupID, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO group_tags (group_id, key, tag) VALUES (\(group), \(foldedName(tag)), \(tag))
            ON CONFLICT (group_id, key) DO UPDATE SET tag = excluded.tag
            """)
    }

    package func removeTag(_ tag: String, from group: GroupID, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM group_tags WHERE group_id = \(group) AND key = \(foldedName(tag))")
    }

    // MARK: - What the days and the words are counted by

    /// Gives a group another zone, and folds its whole history anew in it.
    package func setZone(_ zone: String, of group: Group, in transaction: Transaction) throws {
        guard let zone = CivilZone(zone)?.name else { throw Fault(.badInput, "record.unknown-zone", ["zone": zone]) }
        guard zone != group.zone else { return }
        _ = try lock(group, in: transaction)
        try transaction.execute("UPDATE groups SET zone = \(zone) WHERE id = \(group.id)")
        forget(group.id)
        guard let moved = try Group.find(group.id, in: transaction) else { return }
        try refold(moved, in: transaction)
        try NeedIndex().moveDays(of: moved, in: transaction)
    }

    package func bots(of group: GroupID, in transaction: Transaction) throws -> GroupBots {
        try GroupBots.load(group, in: transaction)
    }

    /// Sets which names are programs and bridges, and folds the group's history anew where that changes something.
    package func setBots(_ bots: GroupBots, of group: Group, in transaction: Transaction) throws {
        _ = try lock(group, in: transaction)
        let bots = try bots.erased(in: group, transaction)
        guard try GroupBots.load(group.id, in: transaction) != bots else { return }
        try transaction.execute("DELETE FROM group_bots WHERE group_id = \(group.id)")
        try bots.save(group.id, in: transaction)
        try refold(group, in: transaction)
    }
}
