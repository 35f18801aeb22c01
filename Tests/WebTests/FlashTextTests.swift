import Foundation
import Kernel
import Testing

struct FlashTextTests {
    @Test("Whatever a page says after a change has words", arguments: Language.allCases)
    func words(language: Language) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources/Web")
        let catalogue = TextCatalogue(language)
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var (found, missing): (Set<String>, Set<String>) = ([], [])
        for case let file as URL in files where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: #/"(flash\.[a-z-]+[a-z])"/#) {
                let key = String(match.1)
                found.insert(key)
                if !catalogue.has(key) { missing.insert(key) }
            }
        }
        #expect(found.count > 20)
        #expect(missing.isEmpty)
    }
}
