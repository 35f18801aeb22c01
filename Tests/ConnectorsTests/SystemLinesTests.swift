import Testing

@testable import Connectors

/// A sentence that a program writes, and what it tells: act, who, whom, text.
struct ToldSentence: Sendable, CustomTestStringConvertible {
    let line: String
    let told: String?
    var testDescription: String { line }

    init(_ line: String, _ told: String?) { (self.line, self.told) = (line, told) }
}

@Suite("Sentences that clients write by themselves")
struct SystemLinesTests {
    private func told(_ line: String, by lines: SystemLines) -> String? {
        Array(line.utf8).withView { lines.read($0) }.map { deed in
            let people = [deed.who].compactMap { $0 } + deed.whom
            return ([deed.act.rawValue] + people.map(\.word) + [deed.text].compactMap { $0 }).joined(separator: "|")
        }
    }

    @Test(
        "Every sentence of the data can be read back",
        arguments: [("qq", 3, false), ("whatsapp", 16, false), ("discord", 1, true), ("telegram-html", 1, true)])
    func sentences(_ network: String, _ languageCount: Int, _ isExact: Bool) throws {
        let words = SystemWords.load(network)
        #expect(words.languages.count == languageCount)
        let lines = SystemLines(words, isExact: isExact)
        for line in words.languages.flatMap(\.lines) {
            for says in line.says {
                var text = says
                let values = [("who", "Ann"), ("whom", "Bo"), ("one", "Bo"), ("text", "Den"), ("other", "Cy")]
                for (gap, value) in values { text = text.replacing("{\(gap)}", with: value) }
                let act = Array(text.utf8).withView { lines.read($0)?.act }
                #expect(act == line.act, "\(says)")
            }
        }
    }

    @Test(
        "Where sentences are exact, names are whole: only the last “and” parts them, and of one alone nothing does",
        arguments: [
            ToldSentence("Ann invited Bo", "invitation|Ann|Bo"),
            ToldSentence("Ann invited Bo, Cy and Di", "invitation|Ann|Bo|Cy|Di"),
            ToldSentence("Ann invited Salt and Pepper, Cy and Di", "invitation|Ann|Salt and Pepper|Cy|Di"),
            ToldSentence("Ann removed Salt and Pepper, Ltd.", "removal|Ann|Salt and Pepper, Ltd."),
            ToldSentence("~Ann\u{A0} joined the group", "join|~Ann\u{A0}"),
            ToldSentence("Ann changed group title to «a «b»»", "topic|Ann|a «b»"),
            ToldSentence("Ann joined the group.", nil), ToldSentence(" joined the group", nil),
        ])
    func exact(_ sentence: ToldSentence) {
        let lines = SystemLines(.load("telegram-html"), isExact: true)
        #expect(told(sentence.line, by: lines) == sentence.told)
    }

    @Test(
        "Where they are not, marks, spaces and quotes make no difference",
        arguments: [
            ToldSentence("\u{200E}Ann added Bo, Cy and Di", "invitation|Ann|Bo|Cy|Di"),
            ToldSentence("Ann\u{A0}added  Bo.", "invitation|Ann|Bo"),
            ToldSentence("You added Bo", "invitation|You|Bo"),
        ])
    func plain(_ sentence: ToldSentence) {
        #expect(told(sentence.line, by: SystemLines(.load("whatsapp"))) == sentence.told)
    }

    @Test("Words and names lose what stands around them, each in the way of its network")
    func blanks() {
        let texts = ["\u{2005} \nAnn\t\u{2005}", "\u{200E}\u{A0}Ann \u{202C}", "\u{200E}", "", " \n "]
        let trimmed = texts.map { Array($0.utf8).withView { $0.trimmed.string } }
        let without = texts.map { Array($0.utf8).withView { $0.withoutBlanksAround.string } }
        #expect(trimmed == ["\nAnn", "Ann", "", "", "\n"])
        #expect(without == ["Ann", "\u{200E}\u{A0}Ann \u{202C}", "\u{200E}", "", ""])
    }
}
