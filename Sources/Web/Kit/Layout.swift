internal import Desk
internal import Insight
internal import Kernel
internal import Reports

/// The places of the console that the bar at its side leads to.
enum Place: String, CaseIterable, Sendable {
    case today, alerts, groups, members, insight, reports, settings

    var path: String { self == .today ? "/" : self == .insight ? InsightPages.forecastPath : "/" + rawValue }

    /// What somebody needs to be led there; nil where the place is everybody's.
    var permission: Permission? {
        switch self {
        case .today, .alerts, .groups, .insight: .seeGroups
        case .members: .seePeople
        case .reports: .seeReports
        case .settings: nil
        }
    }

    /// Under which heading of the bar it stands.
    var heading: String? { self == .settings ? nil : "see" }
}

/// What the pages are drawn with: words, assets, and what is known of the visit.
struct Look: Sendable {
    let catalogue: TextCatalogue
    let assets: AssetShelf
    let visit: VisitContext

    func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String { catalogue("web." + key, values) }
}

/// A page of the console: the bar with the places, a heading with its main act, and the content.
struct Layout {
    let look: Look
    let title: String
    var place: Place?
    /// Whether the page has charts, and so needs the library that draws them.
    var hasCharts = false
    /// Under the heading.
    var subtitle: String?

    /// - Parameters:
    ///   - actions: What stands at the right of the heading.
    func html(actions: (inout HTML) -> Void = { _ in }, content: (inout HTML) -> Void) -> [UInt8] {
        document { body in
            body.element("a", .class("skip"), .href("#main"), text: look("skip"))
            body.element("div", .class("shell")) { shell in
                addBar(to: &shell)
                shell.element("main", .id("main"), .class("main")) { main in
                    addFlash(to: &main)
                    main.element("header", .class("page")) { header in
                        header.element("div") { heading in
                            heading.element("h1") { $0.element("bdi", text: title) }
                            if let subtitle { heading.element("p", text: subtitle) }
                        }
                        header.element("div", .class("grow")) { _ in }
                        actions(&header)
                    }
                    content(&main)
                }
            }
            addBottomBar(to: &body)
            addKeys(to: &body)
        }
    }

    /// A page for who has not signed in: the mark and one thing to do.
    func plain(content: (inout HTML) -> Void) -> [UInt8] {
        document { body in
            body.element("main", .id("main"), .class("door")) { main in
                main.element("div", .class("brand")) { brand in
                    brand.trusted(PageFrame.mark.utf8)
                    brand.element("span", text: look("brand"))
                }
                addFlash(to: &main)
                main.element("h1", text: title)
                content(&main)
                addLanguages(to: &main)
            }
        }
    }

    // MARK: - The frame

    private func document(_ content: (inout HTML) -> Void) -> [UInt8] {
        var page = HTML()
        page.trusted("<!doctype html>\n".utf8)
        page.element("html", .named("lang", look.catalogue.language.rawValue)) { html in
            html.element("head") { head in
                head.void("meta", .named("charset", "utf-8"))
                head.void("meta", .named("name", "viewport"), .named("content", "width=device-width, initial-scale=1"))
                head.void("meta", .named("name", "color-scheme"), .named("content", "light dark"))
                head.element("title", text: title + " · " + look("brand"))
                head.void("link", .named("rel", "icon"), .href(look.assets.path("icon.svg")))
                for style in ["report.css", "console.css"] {
                    head.void("link", .named("rel", "stylesheet"), .href(look.assets.path(style)))
                }
                var scripts = ["console.js"]
                if hasCharts { scripts += ["echarts.min.js", "report.js"] }
                for script in scripts where look.assets.has(script) {
                    head.element("script", .named("src", look.assets.path(script)), .flag("defer")) { _ in }
                }
            }
            html.element("body", content: content)
        }
        return page.bytes
    }

    private func addFlash(to page: inout HTML) {
        guard let flash = look.visit.flash else { return }
        page.element("div", .class("toast"), .named("role", "status")) { toast in
            toast.element("p", text: look.catalogue(flash.key, flash.values))
            guard let undo = flash.undo else { return }
            FormPart(look: look).button(to: undo, label: look("undo"), on: &toast)
        }
    }

    // MARK: - The bars

    private var places: [Place] {
        Place.allCases.filter { place in
            place.permission.map { look.visit.actor?.mayUse($0) ?? false } ?? true
        }
    }

    private func addBar(to shell: inout HTML) {
        shell.element("nav", .class("side"), .label(look("places"))) { bar in
            bar.element("a", .class("brand"), .href("/")) { brand in
                brand.trusted(PageFrame.mark.utf8)
                brand.element("span", text: look("brand"))
            }
            bar.element("a", .href("/search"), .class("find")) { link in
                link.text(look("search.title") + " ")
                link.element("kbd", .named("aria-hidden", "true"), text: "/")
            }
            bar.element("h2", text: look("heading.see"))
            for place in places where place.heading != nil { addLink(place, to: &bar) }
            bar.element("div", .class("foot")) { foot in
                addLink(.settings, to: &foot)
                if let actor = look.visit.actor {
                    foot.element("a", .href("/settings/account"), .class("who")) { $0.element("bdi", text: actor.name) }
                    FormPart(look: look).button(to: "/sign-out", label: look("sign-out"), on: &foot)
                }
            }
        }
    }

    private func addLink(_ place: Place, to bar: inout HTML) {
        let isHere = place == self.place
        bar.element(
            "a", .href(place.path), isHere ? .class("on") : nil, isHere ? .named("aria-current", "page") : nil
        ) { link in
            link.text(look("place." + place.rawValue))
            guard let count = waiting(at: place), count > 0 else { return }
            link.element("span", .class("n"), .title(look("place.waiting")), text: " " + ReportWords.count(count))
        }
    }

    /// How much waits there.
    private func waiting(at place: Place) -> Int? {
        switch place {
        case .today: look.visit.waiting?.groups
        case .alerts: look.visit.waiting?.alerts
        default: nil
        }
    }

    /// The places that a phone's bar opens only when asked for more.
    private static let behindMore: Set<Place> = [.alerts, .insight, .settings]

    private func addBottomBar(to page: inout HTML) {
        page.element("nav", .class("bottom"), .label(look("places"))) { bar in
            // No more than a thumb can tell apart; the others stand behind the last.
            for place in places where !Self.behindMore.contains(place) { addLink(place, to: &bar) }
            let isHere = place.map { Self.behindMore.contains($0) } ?? false
            bar.element("details", .class("more")) { more in
                more.element("summary", isHere ? .class("on") : nil, text: look("place.more"))
                more.element("div", .class("sheet")) { sheet in
                    for place in places where Self.behindMore.contains(place) { addLink(place, to: &sheet) }
                    sheet.element("a", .href("/search"), text: look("search.title"))
                }
            }
        }
    }

    /// Which keys there are; shown by one of them, closed by the browser's own means.
    private func addKeys(to page: inout HTML) {
        page.element("dialog", .id("keys"), .label(look("keys.title"))) { dialog in
            dialog.element("h2", text: look("keys.title"))
            dialog.element("dl", .class("keys")) { list in
                for (key, text) in [("/", "search"), ("?", "help"), ("Tab", "tab"), ("Esc", "escape")] {
                    list.element("div") { row in
                        row.element("dt") { $0.element("kbd", text: key) }
                        row.element("dd", text: look("keys." + text))
                    }
                }
            }
            dialog.element("form", .named("method", "dialog")) { form in
                form.element("button", .class("btn"), text: look("keys.close"))
            }
        }
    }

    private func addLanguages(to page: inout HTML) {
        page.element("form", .class("languages"), .named("method", "post"), .named("action", "/language")) { form in
            FormPart(look: look).token(to: &form)
            for language in Language.allCases {
                let isHere = language == look.catalogue.language
                form.element(
                    "button", .named("name", "language"), .named("value", language.rawValue),
                    isHere ? .named("aria-pressed", "true") : nil, text: look("language." + language.rawValue))
            }
        }
    }
}
