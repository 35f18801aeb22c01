package import Kernel
package import Record
package import Storage

/// The verbs by which people change groups: each checks whether they may, and notes in the audit log what it changed.
package struct GroupDesk: Sendable {
    let record: RecordStore

    package init(record: RecordStore) { self.record = record }

    /// The longest name, tag and text that a profile takes, in characters.
    package static let longestName = 80
    package static let longestTag = 24
    package static let longestText = 2_000
    /// The most tags of a group, and the most groups of one edit.
    package static let mostTags = 12
    package static let mostGroups = 500

    /// Changes what a group is for, whose it is and how many it holds.
    package func setProfile(
        _ profile: GroupProfile, of group: GroupID, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        try actor.require(.editGroups, in: group)
        let before = try record.profile(of: group, in: transaction)
        guard before.told != profile.told else { return }
        try record.setProfile(profile, of: group, in: transaction)
        try AuditTrail.note(
            .setGroupProfile, subject: .group(group), before: before.told, after: profile.told, by: actor, at: now,
            in: transaction)
    }

    package func setKind(
        _ kind: GroupKind?, of group: Group, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        try actor.require(.editGroups, in: group.id)
        guard kind != group.kind else { return }
        try record.setKind(kind, of: group, in: transaction)
        try note(
            .setGroupKind, "kind", group.kind?.rawValue ?? "", kind?.rawValue ?? "", group.id, actor, now, transaction)
    }

    /// Sets a stage with its reason; an empty word gives it back to the figures.
    ///
    /// - Parameter suggested: What the figures said at the time, for the log.
    package func setStage(
        _ stage: String, reason: String, suggested: String? = nil, of group: GroupID, by actor: Actor, at now: Instant,
        in transaction: Transaction
    ) throws {
        try actor.require(.editGroups, in: group)
        let before = try record.profile(of: group, in: transaction).stage
        guard before != stage else { return }
        try record.setStage(stage, reason: reason, by: actor.name, of: group, in: transaction)
        let after: AuditFields = [
            "stage": .text(stage), "reason": .text(reason), "suggested": suggested.map { .text($0) },
        ]
        try AuditTrail.note(
            .setGroupStage, subject: .group(group), before: ["stage": .text(before)] as AuditFields, after: after,
            by: actor, at: now, in: transaction)
    }

    package func setTags(
        _ tags: [String], of group: GroupID, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        try actor.require(.editGroups, in: group)
        let before = try record.profile(of: group, in: transaction).tags
        guard tags.count <= Self.mostTags else {
            throw Fault(.badInput, "groups.too-many-tags", ["most": String(Self.mostTags)])
        }
        let keys = Set(tags.map(foldedName))
        for tag in before where !keys.contains(foldedName(tag)) {
            try record.removeTag(tag, from: group, in: transaction)
        }
        for tag in tags where !before.contains(tag) { try record.addTag(tag, to: group, in: transaction) }
        let after = try record.profile(of: group, in: transaction).tags
        guard after != before else { return }
        try AuditTrail.note(
            .setGroupTags, subject: .group(group), before: ["tags": .texts(before)] as AuditFields,
            after: ["tags": .texts(after)] as AuditFields, by: actor, at: now, in: transaction)
    }

    /// Gives a group another zone: its whole history is folded anew.
    package func setZone(
        _ zone: String, of group: Group, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        try actor.require(.editGroups, in: group.id)
        guard zone != group.zone else { return }
        try record.setZone(zone, of: group, in: transaction)
        try note(.setGroupZone, "zone", group.zone, zone, group.id, actor, now, transaction)
    }

    /// Says which names are programs; where that changes something, the whole history is folded anew.
    package func setBots(
        _ bots: GroupBots, of group: Group, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        try actor.require(.editGroups, in: group.id)
        let before = try record.bots(of: group.id, in: transaction)
        guard before != bots else { return }
        try record.setBots(bots, of: group, in: transaction)
        let after = try record.bots(of: group.id, in: transaction)
        try AuditTrail.note(
            .setGroupBots, subject: .group(group.id), before: before.told, after: after.told, by: actor, at: now,
            in: transaction)
    }

    private func note(
        _ act: AuditAct, _ field: String, _ before: String, _ after: String, _ group: GroupID, _ actor: Actor,
        _ now: Instant, _ transaction: Transaction
    ) throws {
        let old = AuditFields(dictionaryLiteral: (field, .text(before)))
        let new = AuditFields(dictionaryLiteral: (field, .text(after)))
        try AuditTrail.note(
            act, subject: .group(group), before: old, after: new, by: actor, at: now, in: transaction)
    }
}

extension AuditAct {
    static let setGroupProfile = AuditAct(rawValue: "group.profile")
    static let setGroupKind = AuditAct(rawValue: "group.kind")
    package static let setGroupStage = AuditAct(rawValue: "group.stage")
    static let setGroupTags = AuditAct(rawValue: "group.tags")
    static let setGroupZone = AuditAct(rawValue: "group.zone")
    static let setGroupBots = AuditAct(rawValue: "group.bots")

    /// All acts on groups; each has its words under `audit.act.…` in the catalogue.
    package static let ofGroups: [AuditAct] = [
        setGroupProfile, setGroupKind, setGroupStage, setGroupTags, setGroupZone, setGroupBots,
    ]
}

extension GroupProfile {
    /// What of it the audit log keeps, besides stage and tags.
    fileprivate var told: AuditFields {
        [
            "purpose": .text(purpose), "promise": .text(promise), "owner": .text(owner),
            "keeper": keeper.map { .text(String($0)) }, "capacity": capacity.map { .number(Int64($0)) },
        ]
    }
}

extension GroupBots {
    fileprivate var told: AuditFields { ["bots": .texts(bots.sorted()), "bridges": .texts(bridges.sorted())] }
}
