internal import Desk
internal import Foundation
internal import Hummingbird
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// Who changed what, when, from what to what; and whether the chain that keeps it holds.
struct AuditPages {
    let site: Site

    private typealias Visit = Permitted<MaySeeAudit>

    private static let base = "/settings/audit"
    /// More rows than this are not put into one file.
    private static let mostExported = 50_000

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let audit = router.group(context: Permitted<MaySeeAudit>.self)
        audit.get("/settings/audit") { request, context in
            try await show(ListQuery(FormFields(query: request)), context)
        }
        audit.get("/settings/audit.csv") { request, context in
            try await export(ListQuery(FormFields(query: request)), context)
        }
    }

    private func filter(_ query: ListQuery, _ actor: Actor) throws -> AuditFilter {
        var filter = AuditFilter(
            actor: query.fields["who"].flatMap { Int64($0) }.map { StaffID($0) },
            act: query.fields.text("act").map { AuditAct(rawValue: $0) })
        if let parts = query.fields.text("subject")?.split(separator: ":", maxSplits: 1), parts.count == 2 {
            filter.subject = AuditSubject(kind: String(parts[0]), id: String(parts[1]))
        }
        let (from, to) = (
            query.fields.text("from").flatMap { CivilDay($0) }, query.fields.text("to").flatMap { CivilDay($0) }
        )
        if from != nil || to != nil {
            let first = from ?? CivilDay(number: 0)
            let last = max(first, to ?? CivilDay(number: 100_000))
            try filter.limit(to: first...last, zone: actor.zone)
        }
        return filter
    }

    private func show(_ query: ListQuery, _ context: Visit) async throws -> Answer {
        let (desk, actor) = (site.desk, context.actor)
        let filter = try filter(query, actor)
        let before = query.after.flatMap { ListPlace($0)?.id }
        let isChecking = query.fields.isOn("check")
        let found = try await site.store.read { transaction in
            let page = try AuditTrail.entries(
                filter, before: before, limit: ListQuery.pageSize, by: actor, in: transaction)
            return AuditView(
                page: page, acts: try AuditTrail.acts(by: actor, in: transaction),
                staff: actor.mayUse(.manageStaff) ? try desk.staff(by: actor, in: transaction) : [],
                groups: try AuditView.groups(of: page.entries, in: transaction),
                verdict: isChecking ? try AuditTrail.verify(in: transaction) : nil)
        }
        let look = site.look(context.visit)
        let when = When(look: look, zone: actor.zone, now: site.world.now())
        let frame = SettingsFrame(look: look, actor: actor, tab: .audit)
        let bytes = frame.html { page in
            addFilters(query, found, look, to: &page)
            if let verdict = found.verdict { addVerdict(verdict, look, to: &page) }
            guard !found.page.entries.isEmpty else {
                return page.element("p", .class("empty"), text: look("audit.none"))
            }
            addTable(found, query, when, to: &page)
            ListFoot(look: look, query: query, base: Self.base).write(
                count: found.page.entries.count, total: nil,
                next: found.page.next.map { ListPlace(value: "", id: $0) }, to: &page)
        }
        return .html(bytes)
    }

    private func addFilters(_ query: ListQuery, _ found: AuditView, _ look: Look, to page: inout HTML) {
        page.element("form", .class("filters"), .named("method", "get"), .named("action", Self.base)) { form in
            choice(
                "who", look("audit.who"), found.staff.map { ($0.id.description, $0.name) }, query, look, to: &form)
            choice(
                "act", look("audit.act"), found.acts.map { ($0.rawValue, AuditView.name($0, look)) }, query, look,
                to: &form)
            for name in ["from", "to"] {
                form.element("label", .class("day")) { label in
                    label.text(look("audit." + name) + " ")
                    label.void(
                        "input", .type("date"), .named("name", name), .named("value", query.fields[name] ?? ""))
                }
            }
            if let subject = query.fields.text("subject") {
                form.void("input", .type("hidden"), .named("name", "subject"), .named("value", subject))
                form.element("a", .class("chip on"), .href(query.path(Self.base, [("subject", nil)]))) { chip in
                    chip.element("bdi", text: subject)
                    chip.text(" ×")
                }
            }
            form.element("button", .class("btn"), text: look("filter"))
            form.element("span", .class("grow")) { _ in }
            form.element("a", .class("btn"), .href(query.path(Self.base, [("check", "1")])), text: look("audit.check"))
            form.element("a", .class("btn"), .href(query.path(Self.base + ".csv", [("check", nil)])), text: "CSV")
        }
    }

    private func choice(
        _ name: String, _ label: String, _ options: [(String, String)], _ query: ListQuery, _ look: Look,
        to form: inout HTML
    ) {
        form.element("select", .named("name", name), .label(label)) { select in
            select.element("option", .named("value", ""), text: label)
            for option in options {
                select.element(
                    "option", .named("value", option.0), query.fields[name] == option.0 ? .flag("selected") : nil,
                    text: option.1)
            }
        }
    }

    private func addVerdict(_ verdict: AuditVerdict, _ look: Look, to page: inout HTML) {
        var text = look.catalogue("audit.empty")
        if let broken = verdict.firstBreak {
            text = look.catalogue(
                "audit.broken",
                [
                    "seq": String(broken.seq), "what": look.catalogue("audit." + broken.kind.rawValue),
                    "entries": String(verdict.entries),
                ])
        } else if let head = verdict.head {
            text = look.catalogue("audit.sound", ["entries": String(verdict.entries), "head": head.text])
        }
        page.element(
            "p", .class(verdict.isSound ? "toast" : "advice"), .named("role", verdict.isSound ? "status" : "alert"),
            text: text)
    }

    private func addTable(_ found: AuditView, _ query: ListQuery, _ when: When, to page: inout HTML) {
        let look = when.look
        page.element("div", .class("tablebox")) { box in
            box.element("table", .class("stack")) { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for key in ["audit.when", "audit.who", "audit.act", "audit.subject", "audit.change"] {
                            row.element("th", .scope("col"), text: look(key))
                        }
                    }
                }
                table.element("tbody") { body in
                    for entry in found.page.entries {
                        body.element("tr") { row in
                            row.element("td") { when.write(entry.at, to: &$0) }
                            row.element("td") { cell in
                                cell.element("bdi", text: entry.actorName)
                                if let address = entry.address { cell.element("span", .class("sub"), text: address) }
                            }
                            row.element("td", text: AuditView.name(entry.act, look))
                            row.element("td") { cell in
                                let subject = entry.subject.kind + ":" + entry.subject.id
                                cell.element("a", .href(query.path(Self.base, [("subject", subject)]))) {
                                    $0.element("bdi", text: found.subject(entry.subject, look))
                                }
                            }
                            row.element("td") { AuditView.writeChange(entry, look, to: &$0) }
                        }
                    }
                }
            }
        }
    }

    private func export(_ query: ListQuery, _ context: Visit) async throws -> Answer {
        let actor = context.actor
        let filter = try filter(query, actor)
        let look = site.look(context.visit)
        var table = CSVTable(
            columns: [
                "audit.number", "audit.when", "audit.who", "audit.address", "audit.act", "audit.subject",
                "audit.before", "audit.after",
            ].map { look($0) })
        var (before, count) = (nil as Int64?, 0)
        repeat {
            let (from, filter) = (before, filter)
            let page = try await site.store.read { transaction in
                try AuditTrail.entries(
                    filter, before: from, limit: AuditTrail.largestPage, by: actor, in: transaction)
            }
            for entry in page.entries {
                table.add([
                    .number(String(entry.seq)), .text(entry.at.description), .text(entry.actorName),
                    .text(entry.address ?? ""), .text(AuditView.name(entry.act, look)),
                    .text(entry.subject.kind + ":" + entry.subject.id), .text(entry.before ?? ""),
                    .text(entry.after ?? ""),
                ])
            }
            count += page.entries.count
            before = page.next
        } while before != nil && count < Self.mostExported
        return .csv(table.bytes, named: "audit")
    }
}

/// What a page of the audit log shows.
struct AuditView: Sendable {
    let page: AuditPage
    let acts: [AuditAct]
    let staff: [Staff]
    let groups: [String: String]
    let verdict: AuditVerdict?

    static func groups(of entries: [AuditEntry], in transaction: Transaction) throws -> [String: String] {
        var names: [String: String] = [:]
        for entry in entries where entry.subject.kind == "group" && names[entry.subject.id] == nil {
            guard let id = Int64(entry.subject.id) else { continue }
            names[entry.subject.id] = try Group.find(GroupID(id), in: transaction)?.name
        }
        return names
    }

    /// An act of a newer program is shown as it is stored.
    static func name(_ act: AuditAct, _ look: Look) -> String {
        let key = "audit.act." + act.rawValue
        return look.catalogue.has(key) ? look.catalogue(key) : act.rawValue
    }

    func subject(_ subject: AuditSubject, _ look: Look) -> String {
        let key = "audit.kind." + subject.kind
        let kind = look.catalogue.has("web." + key) ? look(key) : subject.kind
        switch subject.kind {
        case "staff":
            let name = staff.first { $0.id.description == subject.id }?.name
            return kind + " " + (name ?? subject.id)
        case "group": return kind + " " + (groups[subject.id] ?? subject.id)
        case "database", "community": return kind
        default: return kind + " " + subject.id
        }
    }

    /// Each fact that is on either side, as it was and as it is.
    static func writeChange(_ entry: AuditEntry, _ look: Look, to cell: inout HTML) {
        let (before, after) = (facts(entry.before), facts(entry.after))
        let names = Set(before.keys).union(after.keys).sorted()
        let changed = names.filter { before[$0] != after[$0] }
        guard !changed.isEmpty else { return cell.text("–") }
        cell.element("dl", .class("facts")) { list in
            for name in changed {
                let key = "web.audit.field." + name
                list.element("div") { fact in
                    fact.element("dt", text: look.catalogue.has(key) ? look.catalogue(key) : name)
                    fact.element("dd") { value in
                        if let old = before[name] {
                            value.element("del") { $0.element("bdi", text: old) }
                            value.text(" → ")
                        }
                        value.element("bdi", text: after[name] ?? "–")
                    }
                }
            }
        }
    }

    private static func facts(_ json: String?) -> [String: String] {
        guard let data = json?.data(using: .utf8),
            let object = try? JSONDecoder().decode([String: AuditFact].self, from: data)
        else { return [:] }
        return object.mapValues(\.text)
    }
}

/// A value of an entry's facts, as text.
private struct AuditFact: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            text = flag ? "✓" : "–"
        } else if let number = try? container.decode(Int64.self) {
            text = String(number)
        } else if let list = try? container.decode([String].self) {
            text = list.joined(separator: ", ")
        } else {
            text = try container.decode(String.self)
        }
    }
}
