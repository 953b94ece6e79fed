import CarretelCore
import CarretelSystem
import CarretelTestKit

@testable import CarretelDaemon

/// Two upstream systems, files in the test's folder and what is read of them.
struct ProfileRig {
    static let erp = UpstreamSystem(
        name: "erp",
        keys: [
            .init("url", environment: "ERP_URL", standard: "https://erp.example/", "Where it is."),
            .init("account", environment: "ERP_ACCOUNT", "Whose data."),
            .init("app_key", environment: "ERP_APP_KEY", isSecret: true, "Who we are."),
            .init("app_secret", environment: "ERP_APP_SECRET", isSecret: true, "That it is us."),
            .init("shape", environment: "ERP_SHAPE", isTuning: true, isDocument: true, "What it looks like."),
            .init("page_size", environment: "ERP_PAGE_SIZE", isTuning: true, "How much at once."),
        ])
    static let portal = UpstreamSystem(
        name: "web-portal", keys: [.init("token", environment: "PORTAL_TOKEN", isSecret: true, "Who we are.")])

    /// A type of the name of its system, and one without any.
    static func catalogue() throws(FailureReason) -> JobCatalogue {
        try JobCatalogue(
            [erp, portal, nil].map { system in
                JobTypeDescriptor(
                    name: system?.name ?? "plain", summary: "", lane: LaneDescriptor(name: "lane", slots: 1),
                    defaultTimeout: .seconds(1), timeoutCeiling: .seconds(1), parameters: ParameterSchema([]),
                    upstream: system, sample: "")
            })
    }

    private let folder: TemporaryDirectory
    private let directory: Directory

    init() throws {
        folder = try TemporaryDirectory.current
        directory = try Directory.open(path: folder.path)
    }

    /// Where a file of that name is.
    func path(_ name: String) -> String { folder.path(name) }

    /// Writes a file and tells its path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8], mode: UInt32 = 0o600) throws -> String {
        try directory.writeFile(FileName(name), bytes, mode: mode, durably: false)
        return folder.path(name)
    }

    @discardableResult
    func write(_ name: String, _ text: String, mode: UInt32 = 0o600) throws -> String {
        try write(name, Array(text.utf8), mode: mode)
    }

    /// What the daemon reads at its start: the keys are judged, then the profiles read.
    func book(_ yaml: String, _ environment: [String: String] = [:]) async throws -> ProfileBook {
        let file = try write("\(UInt64.random(in: .min ... .max)).yaml", yaml)
        try await judge(file, environment)
        return try ProfileReader.read(
            file: file, environment: environment, systems: Self.catalogue().upstreams)
    }

    /// What any command does with the file.
    func judge(_ file: String, _ environment: [String: String] = [:]) async throws {
        _ = try await ConfigurationReader.read(
            file: file, environment: environment, catalogue: Self.catalogue(), processors: [])
    }
}

extension Profile {
    /// The secrets as texts, for comparing.
    var revealed: [String: String] { secrets.mapValues { $0.reveal() } }
}
