import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelWorker

/// The cache as maintenance sees it.
@Suite(.temporaryDirectory) struct CacheKeeperTests {
    private let probe: CacheProbe
    private let clients = CacheKey(["omie", "a", "clients"])
    private let sellers = CacheKey(["omie", "a", "sellers"])

    init() throws { probe = try CacheProbe() }

    private func keys() throws -> (keys: [String], strangers: Int) {
        var keys: [String] = []
        let strangers = try probe.folder.eachAnswer { answer in
            keys.append(answer.key.text)
            return true
        }
        return (keys.sorted(), strangers)
    }

    private func folder() throws -> Directory { try Directory.open(path: probe.path) }

    @Test func itListsWholeAnswersAndCountsWhatIsNotItsOwn() throws {
        #expect(try keys().keys.isEmpty)
        try probe.keep("a\n", as: clients, attempt: 1)
        try probe.keep("b\n", as: sellers, attempt: 2)
        try folder().writeFile("notes.txt", [], durably: false)
        #expect(try keys() == ([clients.text, sellers.text], 1))
    }

    @Test func anAnswerThatWasReplacedIsNotRemoved() throws {
        let old = ManualClock().now.wall
        try probe.keep("a\n", as: clients, attempt: 1, loadedAt: old)
        try probe.keep("b\n", as: clients, attempt: 2, loadedAt: old + .seconds(5))
        #expect(try probe.folder.remove(clients, loadedAt: old) == nil)
        #expect(try probe.folder.remove(clients, loadedAt: old + .seconds(5)) == 2)
        #expect(try keys().keys.isEmpty)
    }

    @Test func whatIsNotWholeIsALeftoverUnlessSomebodyWritesIt() throws {
        try probe.keep("a\n", as: clients, attempt: 1)
        try probe.keep("b\n", as: sellers, attempt: 2)
        let damaged = CacheEntryName(of: sellers)
        try folder().unlink(damaged.data)
        try folder().writeFile(".new-1", [1, 2, 3], durably: false)
        let inHand = try #require(try FileLock.tryAcquire(".new-2", in: folder(), .exclusive))
        let left = try #require(try probe.folder.leftovers(isCancelled: { false }))
        #expect(try probe.folder.leftovers { true }?.isEmpty == nil)
        #expect(Set(left.map(\.name)) == [".new-1", damaged.entry.description])
        #expect(left.first { $0.name == ".new-1" }?.bytes == 3)
        for file in left { #expect(try probe.folder.removeLeftover(file.name)) }
        withExtendedLifetime(inHand) {}
        #expect(try !probe.folder.removeLeftover(".new-1") && !probe.folder.removeLeftover(".new-2"))
        #expect(try folder().statusIfPresent(of: ".new-2") != nil)
        #expect(try keys().keys == [clients.text])
    }
}
