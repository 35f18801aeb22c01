package import Kernel
package import Storage

extension RecordStore {
    /// The group of this network and name, made where there is none yet.
    ///
    /// - Throws: `Fault(.badInput)` for an unknown zone, or where the group exists with another zone or another notion
    ///   of joining: its days are already counted in the one it has.
    package func openGroup(
        network: String, name: String, kind: GroupKind? = nil, zone: String, isPresence: Bool,
        in transaction: Transaction
    ) throws -> Group {
        guard let zone = CivilZone(zone)?.name else { throw Fault(.badInput, "record.unknown-zone", ["zone": zone]) }
        if let group = try Group.find(network: network, name: name, in: transaction) {
            guard group.zone == zone else {
                throw Fault(.badInput, "record.other-zone", ["group": name, "zone": group.zone, "asked": zone])
            }
            guard group.isPresence == isPresence else {
                throw Fault(.badInput, "record.other-joining", ["group": name])
            }
            return group
        }
        let id: GroupID = world.ids.next()
        let shard = 1 + Int(id.value.hashedForShard % UInt64(Self.shards(of: transaction.engine)))
        let group = Group(
            id: id, network: network, name: name, kind: kind, zone: zone, isPresence: isPresence, shard: shard)
        let made = try transaction.execute(
            """
            INSERT INTO groups (id, network, name, kind, zone, is_presence, shard, revision, is_settled, created_at)
            VALUES (\(id), \(network), \(name), \(kind?.rawValue ?? ""), \(zone), \(isPresence), \(shard), 0, 1,
                \(world.now()))
            ON CONFLICT (network, name) DO NOTHING
            """)
        if made == 0 {
            // Another process was first; now it is there to be found.
            return try openGroup(
                network: network, name: name, kind: kind, zone: zone, isPresence: isPresence, in: transaction)
        }
        try transaction.execute(
            "INSERT INTO shards (shard, last_seq) VALUES (\(shard), 0) ON CONFLICT (shard) DO NOTHING")
        return group
    }

    /// In how many parts the log is written side by side.
    static func shards(of engine: Engine) -> Int { engine == .postgres ? 16 : 1 }

    /// Says what kind of group it is; nil takes back what was said.
    package func setKind(_ kind: GroupKind?, of group: Group, in transaction: Transaction) throws {
        try transaction.execute("UPDATE groups SET kind = \(kind?.rawValue ?? "") WHERE id = \(group.id)")
    }

    /// Adds to the names that are programs or bridges in a group; what they said before counts as theirs from now on.
    package func addBots(_ bots: GroupBots, to group: Group, in transaction: Transaction) throws {
        _ = try lock(group, in: transaction)
        let known = try GroupBots.load(group.id, in: transaction)
        let bots = try bots.erased(in: group, transaction)
        let all = GroupBots(bots: known.bots.union(bots.bots), bridges: known.bridges.union(bots.bridges))
        guard all != known else { return }
        try all.save(group.id, in: transaction)
        try refold(group, in: transaction)
    }
}

extension Group {
    private static let columns: SQL = "id, network, name, kind, zone, is_presence, shard"

    package static func find(network: String, name: String, in transaction: Transaction) throws -> Group? {
        try transaction.first(
            "SELECT \(sql: columns) FROM groups WHERE network = \(network) AND name = \(name)", Group.init(row:))
    }

    package static func find(_ id: GroupID, in transaction: Transaction) throws -> Group? {
        try transaction.first("SELECT \(sql: columns) FROM groups WHERE id = \(id)", Group.init(row:))
    }

    /// Groups by what a person types: `network/name`, a name, a name without its `#`, or an id.
    package static func find(called text: String, in transaction: Transaction) throws -> [Group] {
        let query: SQL = """
            SELECT \(sql: columns) FROM groups
            WHERE name = \(text) OR name = \("#" + text) OR network || '/' || name = \(text)
                OR id = \(Int64(text) ?? 0)
            ORDER BY network, name
            """
        return try transaction.all(query, Group.init(row:))
    }

    package static func all(in transaction: Transaction) throws -> [Group] {
        try transaction.all("SELECT \(sql: columns) FROM groups ORDER BY network, name", Group.init(row:))
    }

    private init(row: Row) {
        self.init(
            id: row.id(0), network: row.string(1), name: row.string(2), kind: GroupKind(rawValue: row.string(3)),
            zone: row.string(4), isPresence: row.int(5) == 1, shard: row.int(6))
    }
}

extension Int64 {
    /// Spreads ids made in the same moment over the shards.
    var hashedForShard: UInt64 {
        var generator = SeededGenerator(seed: UInt64(bitPattern: self))
        return generator.next()
    }
}
