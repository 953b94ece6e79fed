import CarretelCore
import CarretelHTTP
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelBrowser

/// Never answers.
private let noPages: PageServer.Pages = { _ in nil }

extension RealBrowsers {
    /// How browsers are kept, and how they end.
    @Suite(.temporaryDirectory, .timeLimit(.minutes(10))) struct PoolTests {
        @Test func aBrowserServesAgainForItsKeyAndSettingsAlone() async throws {
            try await BrowserRig.run { rig in
                let first = try await rig.open("/form")
                #expect(first.isFresh)
                await rig.pool.giveBack(first, keep: true)
                let again = try await rig.take()
                #expect(!again.isFresh)
                #expect(try await again.address() == rig.server.url("/form"))
                await rig.pool.giveBack(again, keep: true)
                #expect(try await rig.take("another user").isFresh)
                #expect(try await rig.take("portal", BrowserRig.settings { $0.loadsImages = true }).isFresh)
            }
        }

        @Test func anIdleBrowserEndsAfterItsTime() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.take("portal", BrowserRig.settings { $0.idleLifetime = .milliseconds(100) })
                #expect(try rig.processes.count > 3)
                await rig.pool.giveBack(page, keep: true)
                try await eventually("its end") { try rig.processes.isEmpty }
            }
        }

        @Test func aBrowserThatIsNotKeptIsGoneWithAllItsProcesses() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/form")
                #expect(try rig.processes.count > 3)
                await rig.pool.giveBack(page, keep: false)
                #expect(try rig.processes.isEmpty)
            }
        }

        @Test func aBrowserThatDiedWhileIdleIsReplaced() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/form")
                await rig.pool.giveBack(page, keep: true)
                let browser = try #require((page as? ChromiumSession)?.browser)
                try rig.kill(childOf: browser)
                #expect(try await rig.take().isFresh)
            }
        }

        @Test func oneWhoseDriverDiedIsReplacedAndItsOrphansGo() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/form")
                let before = try rig.processes
                await rig.pool.giveBack(page, keep: true)
                for pid in rig.reaper.table.pids { rig.kill(pid) }
                try await eventually("the driver's end") { rig.reaper.table.pids.isEmpty }
                #expect(try await rig.take().isFresh)
                #expect(try rig.processes.isDisjoint(with: before))
            }
        }

        @Test func theOldestIdleBrowserMakesRoomAndBeyondThatThereIsNone() async throws {
            try await BrowserRig.run(limit: 1) { rig in
                let first = try await rig.take("first")
                let failure = try await failure { try await rig.take("second") }
                #expect(failure?.kind == .notStarted)
                #expect(failure?.message.contains("1 browsers") == true)
                await rig.pool.giveBack(first, keep: true)
                #expect(try await rig.take("second").isFresh)
            }
        }

        @Test func aPageThatStandsStillIsTimedOutAndItsBrowserEnds() async throws {
            let stillness = Latch()
            let pages: PageServer.Pages = { $0 == "/still" ? stillness.isSet ? "yes" : "no" : standardPages($0) }
            try await BrowserRig.run(pages: pages) { rig in
                let settings = BrowserRig.settings { $0.commandLimit = .seconds(20) }
                let page = try await rig.open("/hang", settings)
                stillness.set()
                try await eventually(within: BrowserRig.patience, "the standstill") {
                    try await failure { try await page.html() }?.kind == .gone
                }
                await rig.pool.giveBack(page, keep: true)
                #expect(try rig.processes.isEmpty)
            }
        }

        @Test func aPageThatNeverComesIsTimedOut() async throws {
            try await BrowserRig.run(pages: noPages) { rig in
                let page = try await rig.take()
                let failure = try await failure { try await page.open(rig.server.url("/"), limit: .milliseconds(300)) }
                #expect(failure?.kind == .timedOut)
            }
        }

        @Test func cancellingEndsACommandAtOnce() async throws {
            try await BrowserRig.run(pages: noPages) { rig in
                let page = try await rig.take()
                let opening = Task {
                    try await failure { try await page.open(rig.server.url("/"), limit: .seconds(3_600)) }
                }
                try await eventually("the request") { !rig.server.requests.isEmpty }
                opening.cancel()
                #expect(try await opening.value?.kind == .cancelled)
                await rig.pool.giveBack(page, keep: true)
                #expect(try rig.processes.isEmpty)
            }
        }

        @Test func cancellingEndsABrowserThatIsStarting() async throws {
            // A browser that never gets ready, so that it is starting for as long as the test needs.
            let folder = try Directory.open(path: TemporaryDirectory.current.path)
            try folder.writeFile("browser", Array("#!/bin/sh\nexec sleep 600\n".utf8), mode: 0o755)
            let programs = BrowserPrograms(
                browser: "\(folder.path)/browser", driver: BrowserPrograms.debian.driver)
            try await BrowserRig.run(programs: programs) { rig in
                let settings = BrowserRig.settings { $0.commandLimit = .seconds(600) }
                let taking = Task { try await failure { try await rig.take("portal", settings) } }
                try await eventually(within: BrowserRig.patience, "the driver and its browser") {
                    try rig.processes.count >= 2
                }
                taking.cancel()
                #expect(try await taking.value?.kind == .cancelled)
                #expect(try rig.processes.isEmpty)
                try folder.unlink("browser")
            }
        }

        @Test(arguments: [(user: 0, isUnsandboxed: false), (user: 1_000, isUnsandboxed: true)])
        func onlyRootMayAndMustDoWithoutTheSandbox(user: UInt32, isUnsandboxed: Bool) async throws {
            var configuration = ChromiumPool.Configuration()
            configuration.user = user
            let pool = ChromiumPool(
                client: try CurlClient(), reaper: try ChildReaper(sweepsAfterEachChild: false),
                configuration: configuration)
            let settings = BrowserRig.settings { $0.isUnsandboxed = isUnsandboxed }
            #expect(try await failure { try await pool.take("portal", settings) }?.kind == .refused)
        }

        @Test func aMachineWithoutChromiumIsToldWhatToInstall() async throws {
            var configuration = ChromiumPool.Configuration()
            configuration.programs.browser = "/nowhere/chromium"
            configuration.temporary = try TemporaryDirectory.current.path
            let pool = ChromiumPool(
                client: try CurlClient(), reaper: try ChildReaper(sweepsAfterEachChild: false),
                configuration: configuration)
            let failure = try await failure { try await pool.take("portal", BrowserRig.settings()) }
            #expect(failure?.kind == .notStarted)
            #expect(failure?.hint?.contains("chromium-driver") == true)
            pool.clear()
        }

        @Test func whatAKilledProcessLeftIsRemoved() throws {
            let folder = try Directory.open(path: TemporaryDirectory.current.path)
            let left = try folder.openOrMakeDirectory("carretel-b-dead", mode: 0o700)
            try left.writeFile("lock", [])
            try left.makeDirectory("1", mode: 0o700)
            let living = try BrowserFolder.make(in: folder.path)
            let next = try BrowserFolder.make(in: folder.path)
            #expect(try Set(folder.names.map { "\(folder.path)/\($0)" }) == [living.path, next.path])
        }
    }
}
