package import Kernel
package import Record
package import Storage

extension StandingLine {
    /// One group's line, all zeros where it was not counted yet; nil where there is no such group.
    package static func known(
        _ group: GroupID, at now: Instant, in transaction: Transaction
    ) throws -> StandingLine? {
        if let line = try find(group, in: transaction) { return line }
        guard let found = try Group.find(group, in: transaction) else { return nil }
        let label = GroupLabel(
            name: found.name, network: found.network, kind: found.kind?.rawValue, zone: found.zone,
            isPresence: found.isPresence)
        var line = StandingLine(standing: GroupStanding(group: group, countedAt: now), label: label, owner: "")
        line.isCompetitor = try RecordStore.isCompetitor(group, in: transaction)
        return line
    }
}
