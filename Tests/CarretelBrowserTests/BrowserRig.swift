import CarretelCore
import CarretelHTTP
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

@testable import CarretelBrowser

/// One test after the other: each ends whatever processes it has left in this one, and there is little to gain from
/// browsers side by side.
@Suite(.serialized) enum RealBrowsers {}

/// A pool of real browsers for one test, and pages for them.
struct BrowserRig: Sendable {
    let pool: ChromiumPool
    let server: PageServer
    let reaper: ChildReaper
    /// The limit of what must come: far longer than a browser takes on a machine with too much to do.
    static let patience = Duration.seconds(120)

    /// Where its browsers write; stands in the command lines of their processes.
    let folder: String

    /// The browsers' orphans come to this process, as they do in a worker.
    private static let isSubreaper: Bool = {
        do throws(SystemError) {
            try ProcessSetup.becomeSubreaper()
            return true
        } catch {
            return false
        }
    }()

    /// Runs `body` with a pool, ends all its browsers, and sees that nothing of them is left.
    static func run(
        limit: Int = ChromiumPool.defaultLimit, programs: BrowserPrograms = .debian,
        pages: @escaping PageServer.Pages = standardPages,
        _ body: (BrowserRig) async throws -> Void
    ) async throws {
        try #require(isSubreaper)
        // Short enough for the sockets that Chromium makes in it.
        let temporary = try TemporaryDirectory.current.path
        var configuration = ChromiumPool.Configuration()
        configuration.limit = limit
        configuration.programs = programs
        configuration.temporary = temporary
        let reaper = try ChildReaper(sweepsAfterEachChild: false)
        let rig = BrowserRig(
            pool: ChromiumPool(client: try CurlClient(), reaper: reaper, configuration: configuration),
            server: try PageServer(pages), reaper: reaper, folder: temporary + "/carretel-b-")
        let result: Result<Void, any Error>
        do { result = .success(try await body(rig)) } catch { result = .failure(error) }
        reaper.table.sweep(.everything)
        rig.pool.clear()
        try await eventually(within: patience, "the end of all processes") { try rig.processes.isEmpty }
        #expect(try Directory.open(path: temporary).names.isEmpty)
        try result.get()
    }

    /// What the tests' pages need: they run as root, whose browsers have no sandbox.
    static func settings(_ change: (inout BrowserSettings) -> Void = { _ in }) -> BrowserSettings {
        var settings = BrowserSettings(hosts: ["127.0.0.1"])
        settings.isUnsandboxed = ThisProcess.user == 0
        settings.commandLimit = patience
        change(&settings)
        return settings
    }

    func take(_ key: String = "portal", _ settings: BrowserSettings = settings()) async throws -> any BrowserSession {
        try await pool.take(key, settings)
    }

    /// A browser that has opened a page.
    func open(_ path: String, _ settings: BrowserSettings = settings()) async throws -> any BrowserSession {
        let session = try await take("portal", settings)
        try await session.open(server.url(path), limit: Self.patience)
        return session
    }

    /// Every process of the pool's browsers that lives.
    var processes: Set<ProcessList.Entry> { get throws { try BrowserProcesses.all(in: folder) } }
}

/// The processes of browsers, by the folder that they write in.
enum BrowserProcesses {
    /// Those with the folder in their command line, which others can read, and all below them.
    static func all(in folder: String) throws -> Set<ProcessList.Entry> {
        let list = try ProcessList()
        let variable = try Set(ProcessList.pids(withVariableBeginning: "HOME=\(folder)"))
        let roots = list.entries.filter { variable.contains($0.pid) }
        return roots.reduce(into: Set(roots)) { $0.formUnion(list.descendants(of: $1.pid)) }
    }
}

extension Directory {
    var names: [String] {
        get throws(SystemError) {
            var names: [String] = []
            var entries = try entries()
            while let entry = try entries.next() { names.append(entry.name.description) }
            return names
        }
    }
}

/// The failure of what is expected to fail; nil when it does not.
func failure<Value>(_ body: () async throws -> Value) async throws -> BrowserFailure? {
    do {
        _ = try await body()
        return nil
    } catch let failure as BrowserFailure {
        return failure
    }
}

/// The pages below, whatever is asked of them.
let standardPages: PageServer.Pages = { path in pageOf[String(path.prefix { $0 != "?" })] ?? "" }

/// Pages by their paths.
let pageOf: [String: String] = [
    "/form": """
    <title>none</title><input id="hidden" style="display:none"><input id="name" value="old"><form action="/sent">
    <input id="password" type="password" name="senha"></form><output id="shown"></output><script>
    // As React does: what counts is what the events said, not what the field holds.
    let state = 'old';
    const field = document.querySelector('#name');
    field.addEventListener('input', () => {
      state = field.value; document.querySelector('#shown').textContent = 'state=' + state; });
    field.addEventListener('keydown', event => { if (event.key === 'Enter') document.title = 'sent ' + state; });
    </script>
    """,
    "/late": """
    <p>Aguarde</p><script>fetch('/gate').then(() => {
      const late = document.createElement('div'); late.id = 'late';
      late.innerHTML = '<b>Nenhum</b> resultado:\\n  A OS N&Atilde;O foi'; document.body.append(late); })</script>
    """,
    "/gate": "open",
    "/leave": "<p>Adeus</p><script>fetch('/gate').then(() => { location = '/late'; })</script>",
    // Its script stands still as soon as the server says so.
    "/hang": """
    <p>Parado</p><script>const ask = () => fetch('/still').then(answer => answer.text()).then(text => {
      if (text === 'yes') while (true) {}
      setTimeout(ask, 20); }); ask()</script>
    """,
    "/buttons": """
    <button style="display:none" onclick="document.title='hidden'">OK</button>
    <button onclick="document.title='shown'">OK</button>
    <div style="position:relative"><button id="under" onclick="document.title='under'">OK</button>
    <div style="position:absolute;inset:0">over it</div></div>
    """,
    "/script-text": "<p>Encontrada</p><script>const message = 'Nenhum resultado';</script>",
    "/picture": "<p>x</p><img src=\"/picture.png\">",
    "/sent": "<h1>Recebido</h1>",
]

extension BrowserRig {
    func kill(_ pid: Int32) { _ = Glibc.kill(pid, SIGKILL) }

    /// Kills a browser and lets its driver live.
    func kill(childOf browser: LiveBrowser) throws {
        let drivers = Set(reaper.table.pids)
        let children = try ProcessList().entries.filter { drivers.contains($0.parent) }
        #expect(!children.isEmpty)
        for child in children { kill(child.pid) }
    }
}
