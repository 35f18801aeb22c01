import ArgumentParser
import Kernel
import Words

/// `banyan words TEXT…`
struct WordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "words", abstract: Help.text("words"))

    @Option(help: .words("lang")) var lang: String?
    @Argument(help: .words("words.texts")) var texts: [String] = []
    @Flag(help: .words("words.folded")) var folded = false

    func run() throws {
        let console = try Console(language: lang)
        if !WordDictionary.shared.hasWords { console.tell("words.no-dictionary") }
        let words = TextWords()
        if !texts.isEmpty { return texts.forEach { show($0, words, console) } }
        while let line = readLine() { show(line, words, console) }
    }

    private func show(_ text: String, _ words: TextWords, _ console: Console) {
        if folded { return console.print(foldedText(text)) }
        words.cut(text)
        console.print(words.indices.map(words.text).joined(separator: " "))
    }
}
