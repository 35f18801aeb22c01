internal import Kernel

/// Who is meant by a name in the client's sentences, which leave the number out.
struct QQPeople {
    /// More names than any group has.
    private static let most = 65_536

    private var numbers: [String: String] = [:]

    mutating func meet(_ party: Party) {
        guard let id = party.id, numbers[party.name] != id else { return }
        guard numbers.count < QQPeople.most || numbers[party.name] != nil else { return }
        numbers[party.name] = id
    }

    /// The person of a sentence: `name(12345678)`, or a name that somebody spoke under.
    func party(_ name: String) -> Party {
        Array(name.utf8).withView { view in
            let speaker = QQSpeaker(view.trimmed)
            let plain = speaker.name.string
            if let id = speaker.id?.string { return Party(name: plain.isEmpty ? id : plain, id: id) }
            return Party(name: plain, id: numbers[plain])
        }
    }

    /// Learns from a whole file who speaks under which name, for a sentence may come before the first word.
    mutating func learn(_ source: LineSource, section: Int?, _ style: QQStyle, _ words: QQWords) {
        var lines = QQLines(style, words)
        var pool = NamePool()
        while let line = try? source.next() {
            guard line.flaw == nil else { continue }
            if line.bytes.isBlank {
                lines.passBlank()
                continue
            }
            let kind = lines.kind(of: line.bytes)
            lines.pass(kind)
            guard case .head(let head) = kind, section == nil || lines.section == section else { continue }
            let speaker = QQSpeaker(head.name)
            // The first to speak under a name keeps it here; later ones are met as they come.
            guard speaker.id != nil, let party = speaker.party(&pool), numbers[party.name] == nil else { continue }
            meet(party)
        }
    }
}
