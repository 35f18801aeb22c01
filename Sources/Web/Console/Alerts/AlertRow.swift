internal import Desk
internal import Insight
internal import Kernel
internal import Reports
internal import Rounds

/// An alert in a list: what happened, where, since when, what to do, and whether somebody has seen it.
struct AlertRow {
    let when: When
    let actor: Actor
    /// Where one is led after a change.
    let back: String
    var showsGroup = true

    private var look: Look { when.look }
    private var words: AlertWords { AlertWords(look.catalogue) }

    func write(_ alert: Alert, to item: inout HTML) {
        item.element("div") { body in
            body.element("p", .class("head")) { head in
                head.element("span", .class("tag " + (alert.state == .open ? "bad" : "")), text: words.name(alert.rule))
                if showsGroup {
                    head.element("a", .class("name"), .href("/groups/\(alert.group)")) {
                        $0.element("bdi", text: alert.groupName)
                    }
                }
            }
            body.element("span", .class("sub reason")) { tell(alert, named: false, to: &$0) }
            if alert.state == .open { body.element("p", .class("step"), text: words.step(alert.rule)) }
        }
        guard alert.state == .open, alert.acknowledgement == nil, actor.mayUse(.tendGroups, in: alert.group) else {
            return
        }
        FormPart(look: look).button(
            to: "/alerts/\(alert.id)/seen", label: look("alerts.acknowledge"), values: [("back", back)], on: &item)
    }

    /// What happened, in a line.
    func tell(_ alert: Alert, named: Bool = true, to line: inout HTML) {
        if named { line.element("b", text: words.name(alert.rule) + " ") }
        line.text(words.text(alert.episode) + " · " + look("alerts.since", ["time": when.exact(alert.episode.began)]))
        switch alert.state {
        case .open: line.text(" · " + look("alerts.state.open"))
        case .closed:
            let until = when.exact(alert.episode.ended ?? alert.closedAt ?? alert.episode.last)
            line.text(" · " + look("alerts.until", ["time": until]))
        case .withdrawn: line.text(" · " + look("alerts.state.withdrawn"))
        }
        if let seen = alert.acknowledgement {
            line.text(" · " + look("alerts.seen", ["name": seen.name, "time": when.exact(seen.at)]))
        }
    }
}
