internal import Bulletins
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Reports

/// How a report can be had.
enum ReportForm: String, CaseIterable, Sendable {
    /// To look at in the browser.
    case page
    case html, pdf, csv, json, text

    /// Those to take away.
    static let files: [ReportForm] = [.html, .pdf, .csv, .json, .text]

    var label: String { self == .text ? "TXT" : rawValue.uppercased() }
}

/// A report on its way to whoever asked for it.
struct ReportFile: Sendable {
    let site: Site
    let look: Look
    /// Of the file, without its ending.
    let name: String
    /// The page with all that it needs, and the other forms; each made only when asked for.
    let page: @Sendable () throws -> [UInt8]
    let csv: @Sendable () throws -> [UInt8]
    let json: @Sendable () throws -> [UInt8]
    let text: @Sendable () throws -> [UInt8]

    func answer(_ form: ReportForm) async throws -> Answer {
        switch form {
        case .page: return Self.sandboxed(try page())
        case .html: return attached(Self.sandboxed(try page()), ".html")
        case .csv: return .csv(try csv(), named: name)
        case .json: return attached(.json(try json()), ".json")
        case .text: return attached(Answer(type: "text/plain; charset=utf-8", bytes: try text()), ".txt")
        case .pdf:
            guard site.printer.program != nil else { return .html(PrinterMissing(look: look).html()) }
            return attached(Answer(type: "application/pdf", bytes: try await site.printer.pdf(of: try page())), ".pdf")
        }
    }

    private func attached(_ answer: Answer, _ ending: String) -> Answer {
        var answer = answer
        answer.headers[.contentDisposition] = ContentDisposition.attachment(named: name + ending)
        return answer
    }

    /// The page brings its own policy, which lets only its own scripts run; here it is kept from all else of ours.
    private static func sandboxed(_ page: [UInt8]) -> Answer {
        var answer = Answer.html(page)
        answer.headers[.contentSecurityPolicy] = """
            sandbox allow-scripts allow-modals allow-popups; default-src 'none'; script-src 'unsafe-inline'; \
            style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'
            """
        return answer
    }
}

/// What to do where this machine has no program that prints pages.
struct PrinterMissing {
    let look: Look

    func html() -> [UInt8] {
        Layout(look: look, title: look("pdf.title"), place: .reports).html { page in
            page.element("div", .class("empty")) { empty in
                empty.element("h2", text: look("pdf.none"))
                empty.element("p", text: look("pdf.print"))
                empty.element("p", text: look("pdf.install", ["package": PagePrinter.packageName]))
            }
        }
    }
}

/// The places within the reports.
enum ReportTab: String, CaseIterable {
    case groups, kept, schedules

    var path: String { self == .groups ? "/reports" : "/reports/" + rawValue }

    func write(_ look: Look, to page: inout HTML) {
        page.element("nav", .class("tabs"), .label(look("reports.tabs"))) { tabs in
            for other in ReportTab.allCases {
                tabs.element(
                    "a", .href(other.path), other == self ? .class("on") : nil,
                    other == self ? .named("aria-current", "page") : nil, text: look("reports.tab." + other.rawValue))
            }
        }
    }
}
