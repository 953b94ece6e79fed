import CarretelCore
import CarretelHTML
import CarretelTestKit
import Glibc
import Testing

@Suite(.seeded) struct RandomPageTests {
    private static let pieces: [String] = [
        "<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", "\"", "'", "=", "&", "&#", ";", "\0", "<p", "</p>", "<b>",
        "<table>", "<td>", "<select>", "<option>", "<script>", "</script>", "<style>", "<svg>", "<form>", "</form>",
        "<html a=1>", "<body b=2>", "<head>", "<meta charset=utf-16>", "<textarea>", "<frameset>", "<a href=x>",
    ]

    /// The page with a few bytes changed, taken out, doubled or put in.
    private static func broken(_ page: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var page = page
        for _ in 0..<Int.random(in: 1...30, using: &random) {
            let at = Int.random(in: 0..<max(page.count, 1), using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where at < page.count: page[at] = UInt8.random(in: 0...255, using: &random)
            case 1 where at < page.count:
                page.removeSubrange(at..<min(page.count, at + Int.random(in: 1...40, using: &random)))
            case 2 where at < page.count:
                page.insert(contentsOf: page[at..<min(page.count, at + 100)], at: at)
            default: page.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: at)
            }
        }
        return page
    }

    @Test func brokenPagesAreReadAndAskedLikeOthers() throws {
        var random = SeededGenerator(seed: try Seed.current)
        for _ in 0..<2_000 {
            let bytes = Self.broken(Array(OrderPages.plain().utf8), &random)
            let page = try page(bytes)
            #expect(try String(page.text(of: nil)).utf8.allSatisfy { $0 != 0 })
            for element in try page.elements(.css(".os-detalhes p, form *"), in: nil) {
                _ = try page.text(of: element)
                _ = try page.elements(.css("b"), in: element)
            }
        }
    }

    @Test func pagesAreReadByManyTasksAtOnceAndForgotten() async {
        // In a process of its own, where no other test takes memory.
        await #expect(processExitsWith: .success) {
            let bytes = Array(OrderPages.plain().utf8)
            func read(_ count: Int) async throws {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            for number in 0..<count {
                                let page = try page(number % 2 == 0 ? bytes : Array(bytes.dropLast(number % 900)))
                                _ = try page.elements(.css("p"), in: nil)
                                _ = try page.text(of: nil)
                                _ = try? page.elements(.xpath("//p["), in: nil)  // Its failure has texts of its own.
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try await read(500)
            let before = try residentPages()
            try await read(4_000)
            // 16,000 trees of some 40 KB each would be far more.
            #expect(try residentPages() - before < (128 << 20) / 4_096)
        }
    }
}

/// How many pages of memory this process holds. Related file: proc_pid_statm(5).
private func residentPages() throws -> Int {
    let file = unsafe try #require(unsafe fopen("/proc/self/statm", "r"))
    defer { unsafe fclose(file) }
    var text = [UInt8](repeating: 0, count: 200)
    let count = unsafe fread(&text, 1, 200, file)
    let words = String(decoding: text.prefix(count), as: UTF8.self).split(separator: " ")
    return try #require(words.dropFirst().first.flatMap { Int($0) })
}
