internal import Foundation
package import Kernel
internal import Words

/// What people turn out to need, or to have to give, by their own words (PRODUCT B9).
package enum Need: String, Sendable, CaseIterable {
    case offer, buying, cooperation, price, hiring
    case howTo = "how-to"
    case learning, tools, recommendation
    case food, children, health, weather
    case localHelp = "local-help"
    case feelings

    /// The three sorts of needs.
    package enum Sort: String, Sendable, CaseIterable { case business, knowledge, life }

    package var sort: Sort {
        switch self {
        case .offer, .buying, .cooperation, .price, .hiring: .business
        case .howTo, .learning, .tools, .recommendation: .knowledge
        case .food, .children, .health, .weather, .localHelp, .feelings: .life
        }
    }
}

/// The trade somebody says to be of.
package enum Trade: String, Sendable, CaseIterable {
    case food, retail, teaching, software, health, money, building, making, media, law, transport, beauty, farming
    case home, student
}

/// What a message tells of whoever wrote it.
package enum Hint: Hashable, Sendable {
    case need(Need)
    case trade(Trade)

    /// As the tables have it: `need.food`, `trade.food`.
    package var key: String {
        switch self {
        case .need(let need): "need." + need.rawValue
        case .trade(let trade): "trade." + trade.rawValue
        }
    }

    package init?(key: String) {
        if key.hasPrefix("need."), let need = Need(rawValue: String(key.dropFirst(5))) {
            self = .need(need)
        } else if key.hasPrefix("trade."), let trade = Trade(rawValue: String(key.dropFirst(6))) {
            self = .trade(trade)
        } else {
            return nil
        }
    }

    package static let all: [Hint] = Need.allCases.map(Hint.need) + Trade.allCases.map(Hint.trade)
}

/// The words that needs and trades are known by, of all languages together.
enum NeedWords {
    /// To be raised whenever a list changes what is found: everything is then read anew.
    static let version = 1

    /// What a file of `Needs` holds. A trade is known by one of `leads` and one of its own words behind it.
    private struct List: Decodable {
        let needs: [String: [String]]
        let trades: [String: [String]]
        let decoys: [String]
        let negations: [String]
        let exceptions: [String]
    }

    private static let leads = "leads"
    private static let loaded = Result { try book(of: lists()) }

    /// Labels are places in `Hint.all`. Without the lists nothing is read.
    static func book() throws -> PhraseBook {
        do {
            return try loaded.get()
        } catch {
            throw Fault(.internalError, "record.no-need-words", cause: String(describing: error))
        }
    }

    private static func lists() throws -> [List] {
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Needs") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            try JSONDecoder().decode(List.self, from: Data(contentsOf: folder.appendingPathComponent(name)))
        }
    }

    private static func book(of lists: [List]) throws -> PhraseBook {
        let labels = Dictionary(uniqueKeysWithValues: Hint.all.enumerated().map { ($0.element.key, $0.offset) })
        var phrases: [(text: String, label: Int)] = []
        for list in lists {
            for (need, words) in list.needs {
                guard let label = labels["need." + need] else { throw CocoaError(.coderInvalidValue) }
                phrases += words.map { ($0, label) }
            }
            let leads = list.trades[leads] ?? []
            for (trade, words) in list.trades where trade != self.leads {
                guard let label = labels["trade." + trade] else { throw CocoaError(.coderInvalidValue) }
                phrases += leads.flatMap { lead in words.map { (lead + $0, label) } }
            }
        }
        return PhraseBook(
            phrases, decoys: lists.flatMap(\.decoys), negations: lists.flatMap(\.negations),
            exceptions: lists.flatMap(\.exceptions))
    }
}

/// Reads messages for what they tell. Not safe to share.
final class NeedReader {
    private let finder: PhraseFinder

    init() throws { finder = PhraseFinder(try NeedWords.book()) }

    func hints(in text: String) -> [Hint] { finder.labels(in: text).sorted().map { Hint.all[$0] } }
}
