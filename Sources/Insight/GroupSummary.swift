/// One line about a group: its totals over its whole life.
package struct GroupSummary: Sendable, Equatable {
    package var group: GroupLabel
    /// From the first to the last day of its data; nil where it has none.
    package var data: DayRange?
    package var messages = 0
    package var messagesOfBots = 0
    package var joins = 0
    package var leaves = 0
    package var sessions = 0
    /// Members at the end of the data.
    package var members = 0
    package var peopleSeen = 0
    /// People who ever spoke.
    package var active = 0
    /// How long it has lived; nil where it has no data.
    package var life: GroupLife?

    package init(group: GroupLabel) { self.group = group }

    package var messagesPerMember: Double? { ratio(messages, of: members) }
    package var messagesPerActive: Double? { ratio(messages, of: active) }

    /// The order of the list: by network, then by name.
    func precedes(_ other: GroupSummary) -> Bool {
        (group.network, group.name) < (other.group.network, other.group.name)
    }
}
