import CarretelCore

/// Reads the fields off the page of a service order.
struct FieldReader {
    let rules: FieldRules
    let cleaning: Cleaning

    /// Prepares for the fields of a layout.
    init(_ rules: FieldRules) {
        self.rules = rules
        cleaning = Cleaning(rules)
    }

    /// All fields of a page: places first, for they are the more certain ones, then labels in their order. Of those of
    /// one name the first with a value stays.
    func record(of page: any HTMLPage) throws(HTMLFailure) -> OrderRecord {
        var draft = Draft()
        for place in rules.places {
            let name = cleaning.name(ofLabel: place.field)
            for element in try page.elements(place.selector, in: nil) {
                let text: String
                if let attribute = place.attribute {
                    text = page.attribute(attribute, of: element) ?? ""
                } else {
                    text = try page.text(of: element)
                }
                draft.add(name, cleaning.value(text, of: name))
            }
        }
        for labels in rules.labels {
            for element in try page.elements(labels.each, in: nil) {
                guard let (label, value) = try pair(in: element, of: page, by: labels.label) else { continue }
                let name = cleaning.name(ofLabel: label)
                draft.add(name, cleaning.value(value, of: name))
            }
        }
        return OrderRecord(fields: draft.fields)
    }

    /// Which of the required fields have no value; of a page without anything that says whose it is, those.
    func missing(in record: OrderRecord) -> [String] {
        let missing = rules.required.map { cleaning.name(ofLabel: $0) }.filter { (record[$0] ?? "").isEmpty }
        guard missing.isEmpty else { return missing }
        return record.isValid ? [] : Cleaning.identifyingFields
    }

    /// The label and the value of one element; nil for one that is no such pair.
    private func pair(
        in element: HTMLElement, of page: any HTMLPage, by selector: HTMLSelector?
    ) throws(HTMLFailure) -> (label: String, value: String)? {
        let text = PageText.collapsed(try page.text(of: element))
        var label: Substring?
        if let selector, let found = try page.elements(selector, in: element).first {
            // Up to its colon: where a tag is not closed, the value stands within it.
            let words = PageText.collapsed(try page.text(of: found)).prefix { $0 != ":" }
            if !words.isEmpty, text.hasPrefix(words) { label = words }
        }
        guard let label = label ?? text.firstIndex(of: ":").map({ text[..<$0] }),
            !label.isEmpty, label.count <= Cleaning.maxLabelCharacters
        else { return nil }
        var value = text.dropFirst(label.count)
        while value.first == " " { value.removeFirst() }
        if value.first == ":" { value.removeFirst() }
        return (String(label), String(value))
    }
}

extension FieldReader {
    /// Fields in the order in which their names came.
    private struct Draft {
        var fields: [OrderRecord.Field] = []
        private var places: [String: Int] = [:]

        mutating func add(_ name: String, _ value: String) {
            guard !name.isEmpty else { return }
            if let place = places[name] {
                if fields[place].value.isEmpty { fields[place].value = value }
            } else {
                places[name] = fields.count
                fields.append(OrderRecord.Field(name: name, value: value))
            }
        }
    }
}

extension OrderRecord {
    /// Whether it says which service order it is, or whose.
    var isValid: Bool { Cleaning.identifyingFields.contains { !(self[$0] ?? "").isEmpty } }

    /// The number of the service order; nil when the page does not say it.
    var orderNumber: String? {
        Cleaning.orderNumberFields.lazy.compactMap { self[$0] }.first { !$0.isEmpty }
    }
}
