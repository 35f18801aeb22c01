package import Kernel

/// A chat group as the record knows it.
package struct Group: Sendable, Equatable {
    package let id: GroupID
    /// Where it lives: `irc`, `wechat`, `telegram` … ; with `name` unique.
    package let network: String
    package let name: String
    /// What sort of group it is; nil until a person or a file says so.
    package let kind: GroupKind?
    /// The community's own IANA time zone, which decides its days and hours.
    package let zone: String
    /// Whether joining is only presence on its network (METRICS: networks where joining is only presence).
    package let isPresence: Bool
    /// Which shard of the event log its events go to.
    package let shard: Int

    package init(
        id: GroupID, network: String, name: String, kind: GroupKind? = nil, zone: String, isPresence: Bool, shard: Int
    ) {
        self.id = id
        self.network = network
        self.name = name
        self.kind = kind
        self.zone = zone
        self.isPresence = isPresence
        self.shard = shard
    }
}

/// The kinds of group (PRODUCT A1); the raw value is what is stored and what JSON shows.
package enum GroupKind: String, Sendable, CaseIterable {
    case goodThings = "good-things"
    case resource
    case expertLed = "expert-led"
    case fan
    case study
    case checkIn = "check-in"
    case fitness
    case interest
    case local
    case event
    case flash
    case staff
}

/// Names of a group whose words are not a person's: programs, and bridges that repeat what people say elsewhere.
package struct GroupBots: Sendable, Equatable {
    /// Folded names (`foldedName`).
    package var bots: Set<String>
    /// Bridges: their `<name> text` is that name's message, anything else they say is a bot's.
    package var bridges: Set<String>

    package init(bots: some Sequence<String> = [], bridges: some Sequence<String> = []) {
        self.bots = Set(bots.map(foldedName))
        self.bridges = Set(bridges.map(foldedName))
    }

    func isBot(_ key: String) -> Bool { bots.contains(key) || bridges.contains(key) }
}

/// A name as it is compared: names that differ only in case are one name.
package func foldedName(_ name: String) -> String { name.lowercased() }
