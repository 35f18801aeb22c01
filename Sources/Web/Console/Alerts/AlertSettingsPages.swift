internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Rounds
internal import Storage

/// From when on alerts speak, for each kind of groups.
struct AlertSettingsPages: Sendable {
    let site: Site

    private typealias Changing = Permitted<MayChangeSettings>
    private static let base = "/settings/alerts"

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let changing = router.group(context: Permitted<MayChangeSettings>.self)
        changing.get("/settings/alerts") { request, context in
            try await show(try FormFields(query: request)["kind"] ?? "", context)
        }
        changing.post("/settings/alerts", use: save)
    }

    private static func isKind(_ kind: String) -> Bool { kind.isEmpty || GroupKind(rawValue: kind) != nil }

    private func show(
        _ kind: String, _ context: Changing, fields: FormFields = FormFields(),
        problems: FormProblems = FormProblems()
    ) async throws -> Answer {
        guard Self.isKind(kind) else { throw HTTPError(.notFound) }
        let thresholds = try await site.store.read { try AlertStore.thresholds(in: $0) }
        let look = site.look(context.visit)
        let frame = SettingsFrame(look: look, actor: context.actor, tab: .alerts)
        let bytes = frame.html { page in
            frame.section("alerts.thresholds", on: &page) { section in
                addKinds(kind, thresholds, look, to: &section)
                let form = FormPart(look: look, fields: fields, problems: problems)
                section.element(
                    "form", .class("form"), .named("method", "post"), .named("action", Self.base)
                ) { body in
                    form.token(to: &body)
                    body.void("input", .type("hidden"), .named("name", "kind"), .named("value", kind))
                    for rule in AlertRule.allCases { add(rule, kind, thresholds, form, to: &body) }
                    body.element("div", .class("buttons")) { buttons in
                        buttons.element("button", .class("btn main"), text: look("save"))
                        buttons.element(
                            "button", .class("btn"), .named("name", "reset"), .named("value", "1"),
                            .flag("formnovalidate"), text: look("alerts.reset"))
                    }
                }
            }
        }
        return .html(bytes, status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    private func addKinds(_ kind: String, _ thresholds: AlertThresholds, _ look: Look, to section: inout HTML) {
        let terms = ReportTerms(look.catalogue)
        section.element("div", .class("filters")) { row in
            for other in [""] + GroupKind.allCases.map(\.rawValue) {
                let isHere = other == kind
                let isSet = thresholds.set.keys.contains { $0.kind == other }
                let name = other.isEmpty ? look("alerts.no-kind") : terms.kind(other)
                row.element(
                    "a", .class(isHere ? "chip on" : "chip"),
                    .href(other.isEmpty ? Self.base : Self.base + "?kind=" + other),
                    isHere ? .named("aria-current", "true") : nil, text: isSet ? name + " ✎" : name)
            }
        }
    }

    private func add(
        _ rule: AlertRule, _ kind: String, _ thresholds: AlertThresholds, _ form: FormPart, to body: inout HTML
    ) {
        let (look, threshold) = (form.look, thresholds.threshold(rule, kind: kind))
        let standard = AlertThresholds.standard(rule, kind: kind)
        body.element("fieldset", .class("bots")) { set in
            set.element("legend", text: AlertWords(look.catalogue).name(rule))
            set.element(
                "p", .class("help"),
                text: look.catalogue("alerts.reason." + AlertThresholds.reason(rule, kind: kind)))
            form.box(
                rule.rawValue + ".on", label: look("alerts.on"), isOn: threshold.isOn, on: &set)
            for (index, dial) in rule.dials.enumerated() {
                let (value, usual) =
                    index == 0 ? (threshold.first, standard.first) : (threshold.second, standard.second)
                form.row(
                    "\(rule.rawValue).\(dial.name)",
                    label: look(
                        "alerts.dial.\(rule.rawValue).\(dial.name)", ["usual": Self.entered(usual, dial)]),
                    value: Self.entered(value, dial), isRequired: true, on: &set)
            }
        }
    }

    /// A number as people enter it: shares in per cent.
    private static func entered(_ value: Double, _ dial: AlertDial) -> String {
        let shown = dial.isShare ? value * 100 : value
        return shown == shown.rounded() ? String(Int(shown)) : ReportWords.decimal(shown, places: 1)
    }

    @Sendable private func save(_ request: Request, _ context: Changing) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let kind = fields["kind"] ?? ""
        guard Self.isKind(kind) else { throw HTTPError(.notFound) }
        let isReset = fields.isOn("reset")
        var problems = FormProblems()
        var asked: [(AlertRule, AlertThreshold?)] = []
        for rule in AlertRule.allCases {
            asked.append((rule, isReset ? nil : Self.threshold(rule, fields, &problems)))
        }
        guard problems.isEmpty || isReset else {
            return try await show(kind, context, fields: fields, problems: problems)
                .response(from: request, context: context)
        }
        let (alerts, actor) = (AlertStore(world: site.world), context.actor)
        try await site.store.write { [asked] transaction in
            for (rule, threshold) in asked {
                try alerts.setThreshold(rule, kind: kind, threshold, by: actor, in: transaction)
            }
        }
        let back = kind.isEmpty ? Self.base : Self.base + "?kind=" + kind
        return try Told(Flash("flash.saved"), at: back, context.visit).response(from: request, context: context)
    }

    /// What a form sets a rule to; with problems where a number is none, or out of range.
    private static func threshold(
        _ rule: AlertRule, _ fields: FormFields, _ problems: inout FormProblems
    ) -> AlertThreshold? {
        var values: [Double] = []
        for dial in rule.dials {
            let name = "\(rule.rawValue).\(dial.name)"
            let text = fields.text(name)?.filter { $0 != "%" } ?? ""
            let number = text.utf8.count <= 12 ? Double(text) : nil
            let value = number.map { dial.isShare ? $0 / 100 : $0 }
            guard let value, dial.range.contains(value) else {
                problems.add(
                    name, "alerts.bad-number",
                    ["from": entered(dial.range.lowerBound, dial), "to": entered(dial.range.upperBound, dial)])
                continue
            }
            values.append(value)
        }
        guard values.count == 2 else { return nil }
        return AlertThreshold(isOn: fields.isOn(rule.rawValue + ".on"), first: values[0], second: values[1])
    }
}
