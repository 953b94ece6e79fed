import CarretelCore

/// Finds the form to log in with and what a browser would send with it.
struct LoginFormFinder {
    let page: any HTMLPage
    let login: PortalLogin

    /// The form; nil on a page where no form holds both fields, or they have no names to be sent by.
    func form() throws(HTMLFailure) -> LoginForm? {
        for form in try page.elements(.css("form"), in: nil) {
            guard let username = try page.elements(login.username, in: form).first,
                let password = try page.elements(login.password, in: form).first,
                let userName = name(of: username), let passwordName = name(of: password)
            else { continue }
            let button = try button(in: form)
            let action = button.flatMap { page.attribute("formaction", of: $0) } ?? page.attribute("action", of: form)
            let method = button.flatMap { page.attribute("formmethod", of: $0) } ?? page.attribute("method", of: form)
            let members = try members(of: form, but: [username, password], button: button)
            return LoginForm(
                action: PageText.collapsed(action ?? ""), isPost: method?.lowercased() == "post", hidden: members,
                username: userName, password: passwordName)
        }
        return nil
    }

    /// The button of the layout, else the first that sends the form.
    private func button(in form: HTMLElement) throws(HTMLFailure) -> HTMLElement? {
        if let button = try page.elements(login.submit, in: form).first { return button }
        return try page.elements(.css("button, input[type=submit], input[type=image]"), in: form).first { element in
            let type = page.attribute("type", of: element)?.lowercased()
            return type != "button" && type != "reset"
        }
    }

    private func members(
        of form: HTMLElement, but fields: [HTMLElement], button: HTMLElement?
    ) throws(HTMLFailure) -> [LoginForm.Member] {
        var members: [LoginForm.Member] = []
        for element in try page.elements(.css("input, select, textarea, button"), in: form) {
            guard !fields.contains(element), let name = name(of: element),
                page.attribute("disabled", of: element) == nil
            else { continue }
            for value in try values(of: element, isPressed: element == button) {
                members.append(LoginForm.Member(name: name, value: value))
            }
        }
        return members
    }

    /// What is sent for a control: mostly one value, none for what is not chosen.
    private func values(of element: HTMLElement, isPressed: Bool) throws(HTMLFailure) -> [String] {
        let value = page.attribute("value", of: element)
        switch page.name(of: element) {
        case "select": return try options(of: element)
        case "textarea": return [try page.text(of: element)]
        case "button": return isPressed ? [value ?? ""] : []
        default: break
        }
        switch page.attribute("type", of: element)?.lowercased() {
        case "checkbox", "radio": return page.attribute("checked", of: element) == nil ? [] : [value ?? "on"]
        case "submit": return isPressed ? [value ?? ""] : []
        // The place of a click on a picture, which nobody makes, and files, of which there are none.
        case "button", "reset", "image", "file": return []
        default: return [value ?? ""]
        }
    }

    private func options(of select: HTMLElement) throws(HTMLFailure) -> [String] {
        let options = try page.elements(.css("option"), in: select)
        let chosen = options.filter { page.attribute("selected", of: $0) != nil }
        let value = { (option: HTMLElement) throws(HTMLFailure) -> String in
            if let value = page.attribute("value", of: option) { return value }
            return PageText.collapsed(try page.text(of: option))
        }
        guard page.attribute("multiple", of: select) == nil else { return try chosen.map(value) }
        guard let option = chosen.last ?? options.first else { return [] }
        return [try value(option)]
    }

    private func name(of element: HTMLElement) -> String? {
        page.attribute("name", of: element).flatMap { $0.isEmpty ? nil : $0 }
    }
}
