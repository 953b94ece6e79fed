internal import CarretelCore

/// One key of the configuration: where it stands, what it may be and where its value goes.
struct ConfigurationKey: Sendable {
    /// What a value may be.
    enum Kind: Sendable {
        case text
        case choice([String])
        case integer(ClosedRange<Int>)
        case flag

        /// For error messages and the documentation.
        var allowed: String {
            switch self {
            case .text: "a text that is not empty"
            case .choice(let words): "one of " + words.joined(separator: ", ")
            case .flag: "true or false"
            case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
            }
        }
    }

    /// A value that fits its kind.
    enum Value: Sendable {
        case text(String)
        case integer(Int)
        case flag(Bool)
    }

    /// The path in the file, joined by dots; the environment variable is `CARRETEL_` and the path in capitals with
    /// underscores.
    var path: String
    var kind: Kind
    var summary: String
    var store: @Sendable (inout DaemonConfiguration, Value) -> Void
    /// Another environment variable that sets it when the key's own does not.
    var otherEnvironmentName: String?

    /// What it is for, as a sentence: what job types say of their settings is one already.
    var hint: String { summary.hasSuffix(".") ? summary : "It says \(summary)." }

    /// The environment variable of the key.
    var environmentName: String { Self.environmentName(of: path) }

    /// All that set it, the key's own first.
    var environmentNames: [String] { [environmentName] + [otherEnvironmentName].compactMap { $0 } }

    /// The environment variable of a path.
    static func environmentName(of path: String) -> String {
        "CARRETEL_" + String(path.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
    }

    /// All keys, those of every lane and type included.
    static func all(_ catalogue: JobCatalogue) -> [ConfigurationKey] {
        general + catalogue.lanes.indices.flatMap { ofLane($0, named: catalogue.lanes[$0].name) }
            + catalogue.types.flatMap { type in type.settings.fields.compactMap { ofType(type.name, $0) } }
    }

    private static let general: [ConfigurationKey] = [
        text("state_directory", "where databases and locks are; must be a local disk") { $0.stateDirectory = $1 },
        text("group", "the group that may write jobs and read results") { $0.group = $1 },
        seconds("stop_grace_seconds", 0...3_600, "how long running jobs may take to end when asked to stop") {
            $0.stopGrace = $1
        },
        seconds("safety_scan_seconds", 5...3_600, "how often folders are scanned though no event came") {
            $0.safetyScan = $1
        },
        ConfigurationKey(
            path: "log_level",
            kind: .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            summary: "the least severe level that is logged",
            store: { if case .text(let level) = $1 { $0.logLevel = level } }),
        integer("workers.jobs", 10...1_000_000, "a worker is replaced after about this many jobs") {
            $0.dispatch.workerJobs = $1
            $0.dispatch.workerJobSpread = $1 / 10
        },
        integer("dispatch.queue_head", 64...1_000_000, "how many waiting jobs a lane keeps in memory") {
            $0.dispatch.queueHeadCount = $1
            $0.dispatch.queueRefillCount = $1 / 4
        },
    ]

    /// The window of a limit on starts that names none.
    private static let standardStartWindow = Duration.seconds(3_600)

    private static func ofLane(_ index: Int, named name: String) -> [ConfigurationKey] {
        [
            integer("lanes.\(name).slots", 1...64, "how many jobs of the lane run at once") {
                $0.lanes[index].slots = $1
            },
            integer("lanes.\(name).warm_workers", 0...64, "how many idle workers the lane keeps ready") {
                $0.lanes[index].warmWorkers = $1
            },
            seconds("lanes.\(name).idle_seconds", 1...86_400, "how long an idle worker of the lane lives") {
                $0.lanes[index].idleLifetime = $1
            },
            integer("lanes.\(name).starts", 0...100_000, "how many new jobs of the lane start in its window; 0: any") {
                let window = $0.lanes[index].startLimits.first?.window ?? standardStartWindow
                $0.lanes[index].startLimits = $1 == 0 ? [] : [.init(count: $1, window: window)]
            },
            // After the count, which it needs.
            seconds("lanes.\(name).starts_window_seconds", 1...604_800, "how long that window is") {
                guard let count = $0.lanes[index].startLimits.first?.count else { return }
                $0.lanes[index].startLimits = [.init(count: count, window: $1)]
            },
            integer("lanes.\(name).worker_memory_mib", 64...1_048_576, "a worker above it is replaced") {
                $0.lanes[index].workerMemoryLimit = $1 << 20
            },
            integer(
                "lanes.\(name).niceness", 0...LaneDescriptor.maxNiceness,
                "how far the lane's workers stand back on a busy machine"
            ) {
                $0.lanes[index].niceness = $1
            },
        ]
    }

    /// A setting of a job type; nil for a kind that no scalar can be, which a contract test of the types refuses.
    private static func ofType(_ type: String, _ field: ParameterField) -> ConfigurationKey? {
        guard let kind = Kind(field.kind) else { return nil }
        return ConfigurationKey(
            path: "types.\(type).\(field.name)", kind: kind, summary: field.summary,
            store: { $0.types.set(field.name, ofType: type, to: $1) }, otherEnvironmentName: field.environment)
    }

    private static func text(
        _ path: String, _ summary: String, _ store: @escaping @Sendable (inout DaemonConfiguration, String) -> Void
    ) -> ConfigurationKey {
        ConfigurationKey(path: path, kind: .text, summary: summary) {
            if case .text(let text) = $1 { store(&$0, text) }
        }
    }

    private static func integer(
        _ path: String, _ range: ClosedRange<Int>, _ summary: String,
        _ store: @escaping @Sendable (inout DaemonConfiguration, Int) -> Void
    ) -> ConfigurationKey {
        ConfigurationKey(path: path, kind: .integer(range), summary: summary) {
            if case .integer(let value) = $1 { store(&$0, value) }
        }
    }

    private static func seconds(
        _ path: String, _ range: ClosedRange<Int>, _ summary: String,
        _ store: @escaping @Sendable (inout DaemonConfiguration, Duration) -> Void
    ) -> ConfigurationKey {
        integer(path, range, summary) { store(&$0, .seconds($1)) }
    }
}

extension ConfigurationKey.Kind {
    /// What a scalar of a schema may be.
    fileprivate init?(_ kind: ParameterKind) {
        switch kind {
        case .string: self = .text
        case .choice(let words): self = .choice(words)
        case .boolean: self = .flag
        case .integer(let range): self = .integer(Int(clamping: range.lowerBound)...Int(clamping: range.upperBound))
        default: return nil
        }
    }
}
