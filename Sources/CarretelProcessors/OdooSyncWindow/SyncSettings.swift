import CarretelCore

/// What an operator sets for `odoo-sync-window`: keys `types.odoo-sync-window.…` of the configuration.
struct SyncSettings: Sendable {
    /// Whether all ids are compared at a run's end.
    enum Reconcile: String, CaseIterable {
        case everyRun = "every_run"
        case never
    }

    /// The declared settings (docs/odoo-sync-window.md).
    static let schema = ParameterSchema(windowFields + generalFields + ServiceOverrides.fields)

    let firstRun: Duration
    let maxRetries: Int
    let retryDelay: Duration
    let lag: Duration
    let overlap: Duration
    let pageSize: Int
    let reconcile: Reconcile
    let fallPercent: Int
    private let windows: [String: Duration]
    private let overrides: ServiceOverrides

    /// Reads settings that are valid by ``schema``; what is not set has its default.
    ///
    /// - Throws: permanent `invalid_settings` for JSON text that is not what it has to be.
    init(_ settings: JSONValue) throws(FailureReason) {
        func number(_ name: String, _ value: Int) -> Int { settings[name]?.int64.map { Int($0) } ?? value }
        firstRun = .seconds(60 * number("first_run_minutes", 120))
        maxRetries = number("max_retries", 3)
        retryDelay = .seconds(number("retry_delay_seconds", 5))
        lag = .seconds(number("lag_seconds", 300))
        overlap = .seconds(number("overlap_seconds", 300))
        pageSize = number("page_size", OdooLimits.pageSize)
        reconcile = settings["reconcile"]?.string.flatMap { Reconcile(rawValue: $0) } ?? .everyRun
        fallPercent = number("fall_percent", 10)
        var windows: [String: Duration] = [:]
        for service in SyncService.all {
            let count = number(Self.windowName(service), service.window.count)
            windows[service.name] = .seconds(60 * count * service.window.minutesPerUnit)
        }
        self.windows = windows
        overrides = try ServiceOverrides(settings)
    }

    /// How the windows of a service are cut in a job.
    func rule(of service: SyncService, _ parameters: SyncParameters) -> WindowRule {
        var length = parameters.windows[service.name].map { .seconds(60 * $0) } ?? windows[service.name] ?? .zero
        if parameters.isFirstRun, service.name == SyncService.backlogName { length = max(length, firstRun) }
        return WindowRule(length: length, lag: lag, overlap: overlap)
    }

    /// A part as configured.
    func configured(_ part: ServicePart) -> ServicePart { overrides.applied(to: part) }
}

extension SyncSettings {
    /// The names by which the replaced system had its windows.
    private static let seedNames = [
        "faturamento": "STATUS_FATURAMENTO", "carteira": "JANELA_CARTEIRA", "requisicoes": "JANELA_REQUISICOES",
        "pedidos": "JANELA_PEDIDOS", "alocacoes": "JANELA_ALOCACOES", "entradas": "DIAS_ENTRADAS",
    ]

    private static func windowName(_ service: SyncService) -> String { "window_\(service.window.unit)_\(service.name)" }

    private static let windowFields = SyncService.all.map { service in
        let largest = service.window.minutesPerUnit == 1 ? SyncLimits.maxWindowMinutes : SyncLimits.maxWindowDays
        return ParameterField(
            windowName(service), .integer(1...largest),
            "How many \(service.window.unit) \(service.name) looks back at least.", default: "\(service.window.count)",
            environment: seedNames[service.name])
    }

    private static let generalFields = [
        ParameterField(
            "first_run_minutes", .integer(1...SyncLimits.maxWindowMinutes),
            "How many minutes carteira looks back at least in a job with first_run.", default: "120"),
        ParameterField(
            "max_retries", .integer(0...20), "How often a service that failed is tried again in one run.",
            default: "3", environment: "MAX_RETRIES"),
        ParameterField(
            "retry_delay_seconds", .integer(0...600), "How long to wait before that.", default: "5",
            environment: "RETRY_DELAY"),
        ParameterField(
            "lag_seconds", .integer(0...86_400),
            "What changed less than this ago is left for the next run; above the server's longest transaction.",
            default: "300"),
        ParameterField(
            "overlap_seconds", .integer(0...86_400), "How far before the end of the last run a window begins.",
            default: "300"),
        ParameterField(
            "page_size", .integer(SyncLimits.pageSizes), "Records of a page.", default: "\(OdooLimits.pageSize)"),
        ParameterField(
            "reconcile", .choice(Reconcile.allCases.map(\.rawValue)),
            "When all ids are compared with the server's, to remove what was deleted there.", default: "\"every_run\""),
        ParameterField(
            "fall_percent", .integer(0...100), "When more of a table's rows than this would go, none goes.",
            default: "10"),
    ]
}
