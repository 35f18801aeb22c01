internal import Kernel
internal import Reports

/// The parts that forms are made of: label above, help under, error in place, value kept.
struct FormPart {
    let look: Look
    var fields = FormFields()
    var problems = FormProblems()

    /// What shows that a form is ours, where the browser does not say so itself.
    func token(to form: inout HTML) {
        form.void("input", .type("hidden"), .named("name", "token"), .named("value", look.visit.formToken))
    }

    /// What is wrong with the whole of a form.
    func trouble(_ fault: Fault?, on form: inout HTML) {
        guard let fault else { return }
        form.element("p", .class("error"), .named("role", "alert"), text: look.catalogue(fault))
    }

    /// A form of nothing but a button.
    func button(to path: String, label: String, kind: String = "", values: [(String, String)] = [], on page: inout HTML)
    {
        page.element("form", .named("method", "post"), .named("action", path), .class("inline")) { form in
            token(to: &form)
            for (name, value) in values {
                form.void("input", .type("hidden"), .named("name", name), .named("value", value))
            }
            form.element("button", .class("btn " + kind), text: label)
        }
    }

    /// A row for one field. The words are `web.field.<name>` and, where there is one, `web.help.<name>`.
    func row(
        _ name: String, type: String = "text", label: String? = nil, value: String? = nil, isRequired: Bool = false,
        complete: String? = nil, list: String? = nil, on form: inout HTML
    ) {
        frame(name, label, on: &form) { row, described in
            row.void(
                "input", .type(type), .id("f-" + name), .named("name", name),
                type == "password" ? nil : .named("value", fields[name] ?? value ?? ""),
                isRequired ? .flag("required") : nil, complete.map { .named("autocomplete", $0) },
                list.map { .named("list", $0) }, described,
                problems[name] == nil ? nil : .named("aria-invalid", "true"))
        }
    }

    /// A row with a choice of several.
    func choice(
        _ name: String, label: String? = nil, options: [(value: String, label: String)], value: String? = nil,
        on form: inout HTML
    ) {
        let chosen = fields[name] ?? value ?? ""
        frame(name, label, on: &form) { row, described in
            row.element("select", .id("f-" + name), .named("name", name), described) { select in
                for option in options {
                    select.element(
                        "option", .named("value", option.value), option.value == chosen ? .flag("selected") : nil,
                        text: option.label)
                }
            }
        }
    }

    /// A row of several lines of text.
    func area(_ name: String, label: String? = nil, value: String? = nil, on form: inout HTML) {
        frame(name, label, on: &form) { row, described in
            row.element(
                "textarea", .id("f-" + name), .named("name", name), .named("rows", "3"), described,
                text: fields[name] ?? value ?? "")
        }
    }

    /// A box to tick.
    func box(_ name: String, value: String = "1", label: String? = nil, isOn: Bool = false, on form: inout HTML) {
        let isTicked = fields.values.isEmpty ? isOn : fields.all(name).contains(value)
        form.element("label", .class("tick")) { row in
            row.void(
                "input", .type("checkbox"), .named("name", name), .named("value", value),
                isTicked ? .flag("checked") : nil)
            row.element("span", text: label ?? look("field." + name))
        }
    }

    private func frame(
        _ name: String, _ label: String?, on form: inout HTML, _ control: (inout HTML, Attribute?) -> Void
    ) {
        let help = look.catalogue.has("web.help." + name) ? look("help." + name) : nil
        let notes = [help == nil ? nil : "h-" + name, problems[name] == nil ? nil : "e-" + name].compactMap { $0 }
        form.element("div", .class(problems[name] == nil ? "row" : "row wrong")) { row in
            row.element("label", .named("for", "f-" + name), text: label ?? look("field." + name))
            control(&row, notes.isEmpty ? nil : .named("aria-describedby", notes.joined(separator: " ")))
            if let help { row.element("p", .id("h-" + name), .class("help"), text: help) }
            if let problem = problems[name] {
                row.element("p", .id("e-" + name), .class("error"), text: look.catalogue(problem))
            }
        }
    }
}
