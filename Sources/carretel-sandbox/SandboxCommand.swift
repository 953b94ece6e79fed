import ArgumentParser
import CarretelCore
import CarretelSandbox
import Glibc
import SystemPackage
import UnixSignals

/// The program: upstream systems on 127.0.0.1, described by its options, until SIGTERM or SIGINT (docs/sandbox.md).
@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carretel-sandbox",
        abstract: "Upstream systems to try Carretel against, on 127.0.0.1, with faults on request.",
        discussion: """
            Prints the base URLs of the Omie API, of Odoo, of two service-order portals and of a chat service, a line each, \
            and runs until SIGTERM or SIGINT. See docs/sandbox.md.
            """)

    @Option(help: "The port; 0 lets the system choose.")
    var port: UInt16 = 0

    @Option(help: ArgumentHelp("Writes the port into this file when it listens.", valueName: "file"))
    var portFile: String?

    @OptionGroup(title: "Records of Omie")
    var records: RecordOptions

    @OptionGroup(title: "Odoo")
    var odoo: OdooOptions

    @OptionGroup(title: "Service-order portals")
    var portal: PortalOptions

    @OptionGroup(title: "Chat service")
    var chat: ChatOptions

    @OptionGroup(title: "Guards")
    var guarding: GuardOptions

    @OptionGroup(title: "Faults")
    var faults: FaultOptions

    func run() async throws {
        // Trapped before anybody can know the port, so that no signal is lost.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let sandbox: Sandbox
        do throws(FailureReason) {
            var settings = SandboxSettings()
            settings.port = port
            try records.apply(to: &settings.omie)
            settings.omie.guards = guarding.settings
            try odoo.apply(to: &settings.odoo)
            try portal.apply(to: &settings.portal)
            try chat.apply(to: &settings.chat)
            settings.faults = try faults.order
            sandbox = try await Sandbox.start(settings)
        } catch {
            throw ValidationError(error.message)
        }
        if let portFile { try Self.write("\(sandbox.port)\n", to: portFile) }
        let addresses = [sandbox.omieURL, sandbox.odooURL, sandbox.portalURL, sandbox.spaURL, sandbox.chatURL]
        try FileDescriptor.standardOutput.writeAll(Array(addresses.map { $0 + "\n" }.joined().utf8))
        for await _ in signals { break }
        await sandbox.stop()
    }

    /// Writes a file so that who sees it sees all of it.
    private static func write(_ text: String, to path: String) throws {
        let temporary = path + ".part"
        let file = try FileDescriptor.open(
            FilePath(temporary), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead])
        try file.closeAfter { _ = try file.writeAll(Array(text.utf8)) }
        guard unsafe rename(temporary, path) == 0 else { throw Errno(rawValue: errno) }
    }
}

/// What the account holds.
struct RecordOptions: ParsableArguments {
    @Option(help: "How many service orders there are.")
    var serviceOrders = 500

    @Option(help: "How many clients there are.")
    var clients = 1_000

    @Option(help: "How many sellers there are.")
    var sellers = 50

    @Option(help: "Decides the content of every record.")
    var dataSeed: UInt64 = 1

    @Option(help: ArgumentHelp("The day of the first records.", valueName: "yyyy-mm-dd"))
    var firstDay = "2026-01-01"

    @Option(help: "Over how many days the records are spread.")
    var days = 270

    @Option(
        help: ArgumentHelp(
            "Cuts every page to so many records; without it service orders to 100, the others to 500.", valueName: "n"))
    var maxPageSize: Int?

    @Option(help: ArgumentHelp("An application that is let in; may be repeated.", valueName: "key:secret"))
    var app: [String] = []

    @Option(help: ArgumentHelp("Makes each call take at least so long.", valueName: "ms"))
    var latency = 0

    /// Takes the options over into an account.
    func apply(to omie: inout OmieSettings) throws(FailureReason) {
        guard min(serviceOrders, clients, sellers, latency) >= 0, (maxPageSize ?? 1) > 0, days > 0 else {
            throw Self.failure("Counts and the latency must not be negative; page sizes and days must be above 0.")
        }
        guard let day = CivilDate(iso8601: firstDay) else { throw Self.failure("\(firstDay) is no YYYY-MM-DD.") }
        (omie.serviceOrders, omie.clients, omie.sellers) = (serviceOrders, clients, sellers)
        (omie.seed, omie.firstDay, omie.days) = (dataSeed, day, days)
        omie.latency = .milliseconds(latency)
        omie.largestServiceOrderPage = maxPageSize ?? omie.largestServiceOrderPage
        omie.largestPage = maxPageSize ?? omie.largestPage
        guard !app.isEmpty else { return }
        omie.applications = [:]
        for text in app {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Self.failure("An application is KEY:SECRET.") }
            omie.applications[String(parts[0])] = String(parts[1])
        }
    }

    private static func failure(_ message: String) -> FailureReason {
        FailureReason(.permanent, code: "usage", message: message)
    }
}

/// What is refused because of how it is called.
struct GuardOptions: ParsableArguments {
    @Flag(help: "Sets every guard to the figure that Omie documents; the options below come on top.")
    var guards = false

    @Option(help: ArgumentHelp("Refuses the same call for so long; 0 is off.", valueName: "s"))
    var redundancy: Int?

    @Flag(help: "Names the time of day, and not seconds, when it refuses the same call.")
    var redundancyClock = false

    @Option(help: ArgumentHelp("Calls of one method at once; 1 is the lock per method, 0 is off.", valueName: "n"))
    var simultaneous: Int?

    @Option(help: ArgumentHelp("Calls of one method in the rate window; 0 is off.", valueName: "n"))
    var rateMethod: Int?

    @Option(help: ArgumentHelp("Calls in all in the rate window; 0 is off.", valueName: "n"))
    var rateAll: Int?

    @Option(help: ArgumentHelp("The rate window.", valueName: "s"))
    var rateWindow: Int?

    @Option(help: ArgumentHelp("The error that blocks a method; 0 is off.", valueName: "n"))
    var blockErrors: Int?

    @Option(help: ArgumentHelp("How long an error counts.", valueName: "s"))
    var blockWindow: Int?

    @Option(help: ArgumentHelp("How long a block lasts.", valueName: "s"))
    var blockSeconds: Int?

    @Option(help: ArgumentHelp("How much each call during a block adds to it.", valueName: "s"))
    var blockGrowth: Int?

    /// The guards that the options describe.
    var settings: GuardSettings {
        var settings = guards ? GuardSettings.documented : GuardSettings()
        if let redundancy { settings.redundancy = .seconds(redundancy) }
        if redundancyClock { settings.redundancyWording = .clock }
        settings.simultaneous = simultaneous ?? settings.simultaneous
        settings.callsPerMethod = rateMethod ?? settings.callsPerMethod
        settings.callsInAll = rateAll ?? settings.callsInAll
        if let rateWindow { settings.rateWindow = .seconds(rateWindow) }
        settings.blockErrors = blockErrors ?? settings.blockErrors
        if let blockWindow { settings.blockWindow = .seconds(blockWindow) }
        if let blockSeconds { settings.blockDuration = .seconds(blockSeconds) }
        if let blockGrowth { settings.blockGrowth = .seconds(blockGrowth) }
        return settings
    }
}

/// What goes wrong.
struct FaultOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Plays a fault: ListarOS:3:broken, '*:1:redundant:seconds=5:times=2'; may be repeated.",
            valueName: "method:page:kind"))
    var fault: [String] = []

    @Option(help: ArgumentHelp("So many calls in a hundred fail by chance the first time.", valueName: "percent"))
    var faultsPercent: Double?

    @Option(help: "Decides which calls fail by chance.")
    var seed: UInt64?

    @Option(help: ArgumentHelp("What chance takes from, with commas between.", valueName: "kind,…"))
    var faultKinds: String?

    /// The faults that the options order.
    var order: FaultOrder {
        get throws(FailureReason) {
            var order = FaultOrder()
            for text in fault { order.plans.append(try FaultPlan(parsing: text)) }
            order.percent = faultsPercent
            order.seed = seed
            order.kinds = faultKinds?.split(separator: ",").map(String.init)
            return order
        }
    }
}
