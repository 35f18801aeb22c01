internal import Kernel

extension GroupReport {
    /// What the figures advise: each finding, what it rests on, and what to do.
    func addAdvice(to page: inout TextPage, _ words: ReportWords) {
        AdviceText(words: words, advice: advice, outlook: outlook).write(to: &page)
        AdviceText(words: words, advice: []).write(courses, to: &page)
    }
}
