package import Foundation
internal import Insight
internal import Kernel

extension ReportIndex.Entry {
    /// An entry as it is kept beside the reports, so that whoever goes on later need not count the group again.
    private struct Stored: Codable {
        let file: String
        let name: String
        let network: String
        let kind: String?
        let zone: String
        let isPresence: Bool
        let from: Int32?
        let to: Int32?
        let stage: String?
        let members: Int
        let active: Int
        let activeBefore: Int?
        let messages: Int
        let advice: String?
        let severity: String?
    }

    /// JSON that `init(stored:)` reads.
    package var stored: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(
                Stored(
                    file: file, name: group.name, network: group.network, kind: group.kind, zone: group.zone,
                    isPresence: group.isPresence, from: window?.from.number, to: window?.to.number,
                    stage: stage?.rawValue, members: members, active: active, activeBefore: activeBefore,
                    messages: messages, advice: advice, severity: severity?.rawValue))
        }
    }

    /// Nil where it is none.
    package init?(stored: Data) {
        guard let one = try? JSONDecoder().decode(Stored.self, from: stored) else { return nil }
        file = one.file
        group = GroupLabel(
            name: one.name, network: one.network, kind: one.kind, zone: one.zone, isPresence: one.isPresence)
        window = one.from.flatMap { from in
            one.to.map { DayRange(from: CivilDay(number: from), to: CivilDay(number: $0)) }
        }
        stage = one.stage.flatMap { GroupStage(rawValue: $0) }
        members = one.members
        active = one.active
        activeBefore = one.activeBefore
        messages = one.messages
        advice = one.advice
        severity = one.severity.flatMap { Advice.Severity(rawValue: $0) }
    }
}
