import CarretelCore

/// What an `echo` job asks for beside its echo. All of it is echoed too.
struct EchoParameters {
    /// How to bring the worker down.
    enum Crash: String, CaseIterable {
        case signal, exit
    }

    /// How to go on for ever.
    enum Hang: String, CaseIterable {
        case sleep, burn
    }

    /// What to leave behind.
    enum Spawn: String, CaseIterable {
        case plain, setsid, stubborn
        case doubleFork = "double_fork"

        /// A shell script that returns while what it started runs on.
        var script: String {
            let quiet = "</dev/null >/dev/null 2>&1"
            return switch self {
            case .plain: "sleep 600 \(quiet) &"
            case .setsid: "setsid sleep 600 \(quiet) &"
            case .doubleFork: "(setsid sh -c 'sleep 600 & sleep 600 & wait' \(quiet) &) &"
            case .stubborn: "(trap '' TERM HUP INT; setsid sh -c 'while :; do sleep 600; done' \(quiet) &) &"
            }
        }
    }

    static let schema = ParameterSchema(
        [
            ParameterField(
                "delay_ms", .integer(0...86_400_000), "Waits so many milliseconds, ended by cancellation.",
                default: "0"),
            ParameterField(
                "fail", .choice(FailureClass.allCases.map(\.rawValue)), "Fails with a reason of this class."),
            ParameterField(
                "crash", .choice(Crash.allCases.map(\.rawValue)), "Ends the worker by a signal or by exiting."),
            ParameterField(
                "hang", .choice(Hang.allCases.map(\.rawValue)),
                "Never ends and ignores cancellation, sleeping or burning processor time."),
            ParameterField(
                "spawn", .array(of: .choice(Spawn.allCases.map(\.rawValue)), count: 0...16),
                "Leaves processes behind: in its own group, a session of their own, ignoring SIGTERM, after two forks."),
            ParameterField("permit", .string(maxBytes: 200), "Asks for this shared limit first."),
        ], allowsOthers: true)

    var delay: Duration?
    var failure: FailureClass?
    var crash: Crash?
    var hang: Hang?
    var spawn: [Spawn] = []
    var permit: String?

    /// Reads parameters that are valid by ``schema``.
    init(_ parameters: JSONValue) {
        // A plain echo has none of these; one pass over its members is cheaper than asking for each.
        for (name, value) in parameters.members {
            switch name {
            case "delay_ms": delay = value.int64.map { .milliseconds($0) }
            case "fail": failure = value.string.flatMap { FailureClass(rawValue: $0) }
            case "crash": crash = value.string.flatMap { Crash(rawValue: $0) }
            case "hang": hang = value.string.flatMap { Hang(rawValue: $0) }
            case "spawn": spawn = value.elements.compactMap { $0.string.flatMap { Spawn(rawValue: $0) } }
            case "permit": permit = value.string
            default: break
            }
        }
    }
}
