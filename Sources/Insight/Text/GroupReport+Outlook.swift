internal import Kernel

extension GroupReport {
    /// Health with its parts, and the forecast with its reasons.
    func addOutlook(to page: inout TextPage, _ words: ReportWords) {
        guard let outlook else { return }
        addHealth(outlook, to: &page, words)
        addForecast(outlook, to: &page, words)
    }

    private func addHealth(_ outlook: GroupOutlook, to page: inout TextPage, _ words: ReportWords) {
        guard let health = outlook.health, let score = health.score else {
            page.begin(words.text("health.title"))
            let parts = outlook.health.flatMap { words.missing($0) }
            for text in [words.noHealth(outlook.noHealth), parts].compactMap({ $0 }) { add(text, to: &page) }
            return
        }
        page.begin(words.text("health.title.score", ["score": ReportWords.score(score)]))
        for part in health.parts {
            let value = part.value == nil ? ReportWords.nothing : words.value(part.value, of: part.part)
            let points = part.level.map { ReportWords.score($0 * 100) } ?? ReportWords.nothing
            page.add(
                "  " + words.part(part.part).padded(to: 26) + value.aligned(to: 7) + points.aligned(to: 5) + "  "
                    + words.basis(of: part, kind: health.kind))
        }
        for text in [words.missing(health)].compactMap({ $0 }) + words.chances(health) { add(text, to: &page) }
    }

    private func addForecast(_ outlook: GroupOutlook, to page: inout TextPage, _ words: ReportWords) {
        guard let forecast = outlook.forecast else { return }
        let values = ["risk": ReportWords.percent(forecast.risk)]
        page.begin(words.text("forecast.title.risk", values))
        add(words.basis(forecast.basis), to: &page)
        for reason in forecast.reasons { add("· " + words.reason(reason), to: &page) }
    }

    private func add(_ text: String, to page: inout TextPage) {
        for line in text.wrapped(to: TextPage.width - 2) { page.add("  " + line) }
    }
}
