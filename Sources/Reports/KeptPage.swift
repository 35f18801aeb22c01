/// A page that is kept without the library of its charts, and gets it when it is handed out.
package enum KeptPage {
    /// Where the library comes: a comment in a script, so that a page without it still shows its tables. No text of a page
    /// can be taken for it, for there `<` is escaped.
    static let place = "<!--charts-->"

    /// The page as a file of its own.
    package static func whole(_ page: [UInt8], assets: PageAssets) -> [UInt8] {
        guard let charts = assets.charts, let range = lastPlace(in: page) else { return page }
        return Array(page[..<range.lowerBound]) + charts + Array(page[range.upperBound...])
    }

    private static func lastPlace(in page: [UInt8]) -> Range<Int>? {
        let mark = Array(place.utf8)
        guard page.count >= mark.count else { return nil }
        for start in stride(from: page.count - mark.count, through: 0, by: -1)
        where page[start] == mark[0] && page[start..<start + mark.count].elementsEqual(mark) {
            return start..<start + mark.count
        }
        return nil
    }
}
