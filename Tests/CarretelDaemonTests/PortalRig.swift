import CarretelCore
import CarretelSandbox
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

/// A real daemon with its workers, and the sandbox's portals, one of which its profile `default` points at.
struct PortalRig {
    /// Which portal.
    enum Portal {
        /// Drawn by the server.
        case plain
        /// Drawn by scripts, for browsers.
        case antd
    }

    let daemon: DaemonUnderTest
    let sandbox: Sandbox
    private let variables: [String: String]

    /// Starts both, and ends them whatever happens. Groups follow each other without a pause.
    static func run(
        _ portal: Portal = .plain, _ settings: SandboxSettings = .changed { _ in },
        environment: [String: String] = [:], _ body: (PortalRig) async throws -> Void
    ) async throws {
        try await Sandbox.run(settings) { sandbox in
            let standard = [
                "PORTAL_URL": portal == .plain ? sandbox.portalURL : sandbox.spaURL,
                "PORTAL_LAYOUT": portal == .plain ? "plain" : "antd",
                "PORTAL_USERNAME": PortalSettings.defaultUsername,
                "PORTAL_PASSWORD": PortalSettings.defaultPassword,
                "CARRETEL_TYPES_OS_SCRAPING_GROUP_PAUSE_MS": "0",
                // On a busy machine a browser takes its time.
                "CARRETEL_TYPES_OS_SCRAPING_BROWSER_LIMIT_SECONDS": "300",
                // The browser's own sandbox is not for root.
                "CARRETEL_TYPES_OS_SCRAPING_BROWSER_WITHOUT_SANDBOX": geteuid() == 0 ? "true" : "false",
                "HOME": "/nonexistent",
            ]
            let rig = PortalRig(
                daemon: try DaemonUnderTest(), sandbox: sandbox, variables: standard.merging(environment) { $1 })
            try await rig.start()
            try await body(rig)
            _ = try await rig.daemon.stop()
        }
    }

    /// Starts the daemon, again after it was killed.
    func start() async throws { try await daemon.start(environment: variables) }

    /// Drops a job for these numbers, with more members of its parameters.
    func drop(_ name: String, _ numbers: ClosedRange<Int>, _ more: String = "") throws {
        let list = numbers.map(String.init).joined(separator: ", ")
        try daemon.drop(
            name, #"{"type": "os-scraping", "requested_by": "maria", "parameters": {"os_numbers": [\#(list)]\#(more)}}"#
        )
    }

    /// How often each service order was shown.
    var shown: [Int: Int] {
        Dictionary(
            grouping: sandbox.log.calls.filter { $0.method == "ordem" && $0.outcome == "ok" }.compactMap(\.page)
        ) { $0 }.mapValues(\.count)
    }

    /// What its progress file says; nil without one.
    func progress(of name: String) throws -> JSONValue? {
        let path = "outgoing/progress/\(name).progress.json"
        return daemon.exists(path) ? try JSONValue(parsing: daemon.read(path)) : nil
    }
}
