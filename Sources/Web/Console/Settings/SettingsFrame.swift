internal import Desk
internal import Kernel
internal import Reports

/// The places within the settings, each with the right it needs; nil where it is everybody's own.
enum SettingsTab: String, CaseIterable {
    case account, tokens, notices, people, community, alerts, audit, data

    var path: String { "/settings/" + rawValue }

    var permission: Permission? {
        switch self {
        case .account, .tokens: nil
        case .notices: .manageNotices
        case .people: .manageStaff
        case .community, .alerts: .changeSettings
        case .audit: .seeAudit
        case .data: .manageData
        }
    }
}

/// A page of the settings: the tabs that its reader may open, and the content of one.
struct SettingsFrame {
    let look: Look
    let actor: Actor
    let tab: SettingsTab

    func html(actions: (inout HTML) -> Void = { _ in }, content: (inout HTML) -> Void) -> [UInt8] {
        Layout(look: look, title: look("place.settings"), place: .settings).html(actions: actions) { page in
            page.element("nav", .class("tabs"), .label(look("settings.tabs"))) { tabs in
                for other in SettingsTab.allCases where other.permission.map(actor.mayUse) ?? true {
                    tabs.element(
                        "a", .href(other.path), other == tab ? .class("on") : nil,
                        other == tab ? .named("aria-current", "page") : nil, text: look("settings." + other.rawValue))
                }
            }
            content(&page)
        }
    }

    /// A part of a page: a heading, why it is there, and what can be done.
    func section(_ key: String, on page: inout HTML, content: (inout HTML) -> Void) {
        page.element("section", .class("block"), .id(key)) { section in
            section.element("h2", text: look(key + ".title"))
            if look.catalogue.has("web." + key + ".why") {
                section.element("p", .class("why"), text: look(key + ".why"))
            }
            content(&section)
        }
    }

    /// Something that is shown this once and never again, with a button to copy it.
    func secret(_ text: String, id: String, on page: inout HTML) {
        page.element("p", .class("secret"), .id(id), text: text)
        page.element(
            "button", .type("button"), .class("btn"), .named("data-copy", id),
            .named("data-copied", look("copied")), text: look("copy"))
    }
}
