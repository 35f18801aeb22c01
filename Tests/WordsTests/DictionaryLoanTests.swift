import Synchronization
import Testing

@testable import Words

/// The dictionary is there for whoever asks, and gone when nobody does.
struct DictionaryLoanTests {
    private final class Count: Sendable {
        let made = Mutex(0)
    }

    private func loan(_ count: Count) -> DictionaryLoan {
        DictionaryLoan {
            count.made.withLock { $0 += 1 }
            return .made("我们 8000\n", further: "")
        }
    }

    @Test("it is made once for all who ask, and kept for as long as they do")
    func kept() {
        let count = Count()
        let loan = loan(count)
        for _ in 0..<3 {
            #expect(loan.dictionary().contains("我们"))
            #expect(!loan.letGoIfUnasked())
        }
        #expect(count.made.withLock { $0 } == 1)
    }

    @Test("it goes when nobody has asked since the time before, and comes back")
    func gone() {
        let count = Count()
        let loan = loan(count)
        #expect(!loan.letGoIfUnasked())
        weak var seen: WordDictionary?
        do {
            let dictionary = loan.dictionary()
            seen = dictionary
            let given = [loan.letGoIfUnasked(), loan.letGoIfUnasked(), loan.letGoIfUnasked()]
            #expect(given == [false, true, false])
            // Whoever holds it goes on with it.
            #expect(dictionary.contains("我们"))
        }
        #expect(seen == nil)
        #expect(loan.dictionary().contains("我们"))
        #expect(count.made.withLock { $0 } == 2)
    }
}
