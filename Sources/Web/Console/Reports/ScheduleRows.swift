internal import Bulletins
internal import Insight
internal import Kernel
internal import Reports

/// The rows of a form that say what a scheduled report is of, when it is made, and how many are kept.
struct ScheduleRows {
    let form: FormPart
    let choice: SubjectChoice
    /// What is chosen: `community`, `kind:study`, `tag:spring`, `group:12`.
    let about: String?
    let language: Language
    /// As it is now; nil for a new one, which is made every Monday at nine.
    var rhythm: ReportRhythm?
    var keeps = 12

    func write(to section: inout HTML, action: String, label: String) {
        let (look, words) = (form.look, ReportWords(text: form.look.catalogue))
        section.element("form", .class("form"), .named("method", "post"), .named("action", action)) { body in
            form.token(to: &body)
            form.choice("about", label: look("bulletins.about"), options: choice.options, value: about, on: &body)
            form.choice(
                "span", label: look("bulletins.span"),
                options: ReportSpan.allCases.map { ($0.rawValue, look("bulletins.span." + $0.rawValue)) },
                value: (rhythm?.span ?? .week).rawValue, on: &body)
            form.row(
                "at", type: "time", label: look("bulletins.at"), value: BulletinTimes.time(rhythm?.minute ?? 540),
                isRequired: true, on: &body)
            form.choice(
                "weekday", label: look("bulletins.weekday"), options: (0..<7).map { (String($0), words.weekday($0)) },
                value: String(rhythm?.weekday ?? 0), on: &body)
            form.row(
                "month-day", type: "number", label: look("bulletins.month-day"), value: String(rhythm?.monthDay ?? 1),
                on: &body)
            form.choice(
                "language", options: Language.allCases.map { ($0.rawValue, look("language." + $0.rawValue)) },
                value: language.rawValue, on: &body)
            form.row("keeps", type: "number", label: look("bulletins.keeps"), value: String(keeps), on: &body)
            body.element("button", .class("btn main"), text: label)
        }
    }
}
