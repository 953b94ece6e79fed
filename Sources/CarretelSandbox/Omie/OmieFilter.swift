import CarretelCore

/// What a list call asks for beside its page. Tags that Omie ignores are ignored here, too.
struct OmieFilter: Sendable, Hashable {
    /// The window over inclusion or change, both days included; in days since 1970.
    var from: Int?
    var to: Int?
    /// Service orders only: the window over the day for which an order is planned.
    var plannedFrom: Int?
    var plannedTo: Int?
    /// Whether changes do not count.
    var onlyInclusions = false
    /// Service orders only: F invoiced, N not invoiced, C cancelled.
    var status: String?
    /// Service orders only.
    var stage: String?
    var client: Int64?

    /// Whether it lets everything through.
    var isEmpty: Bool { self == OmieFilter() || self == OmieFilter(onlyInclusions: true) }

    /// Whether the window lets a record through.
    func passes(_ dates: RecordDates) -> Bool {
        isInWindow(dates.included) || (!onlyInclusions && isInWindow(dates.changed))
    }

    /// Whether the window over planned days lets an order through.
    func passes(planned day: Int) -> Bool {
        (plannedFrom ?? .min) <= day && day <= (plannedTo ?? .max)
    }

    private func isInWindow(_ day: Int) -> Bool {
        (from ?? .min) <= day && day <= (to ?? .max)
    }
}

extension OmieFilter {
    /// Reads the filters among the parameters of a call.
    ///
    /// - Throws: the fault for a value that Omie could not read.
    init(_ parameters: JSONValue) throws(OmieRefusal) {
        from = try Self.day(parameters, "filtrar_por_data_de")
        to = try Self.day(parameters, "filtrar_por_data_ate")
        plannedFrom = try Self.day(parameters, "filtrar_por_data_previsao_de")
        plannedTo = try Self.day(parameters, "filtrar_por_data_previsao_ate")
        onlyInclusions = parameters["filtrar_apenas_inclusao"]?.string == "S"
        status = Self.filled(parameters["filtrar_por_status"]?.string)
        stage = Self.filled(parameters["filtrar_por_etapa"]?.string)
        if let client = parameters["filtrar_por_cliente"]?.int64, client > 0 { self.client = client }
    }

    private static func filled(_ text: String?) -> String? {
        text?.isEmpty == true ? nil : text
    }

    /// A day as `dd/mm/aaaa`; empty is none.
    private static func day(_ parameters: JSONValue, _ name: String) throws(OmieRefusal) -> Int? {
        guard let value = parameters[name], !value.isNull, value.string != "" else { return nil }
        let parts = (value.string ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 2, parts[1].utf8.count == 2, parts[2].utf8.count == 4,
            let date = CivilDate(iso8601: "\(parts[2])-\(parts[1])-\(parts[0])")
        else { throw OmieRefusal(.badValue(name)) }
        return date.dayNumber
    }
}
