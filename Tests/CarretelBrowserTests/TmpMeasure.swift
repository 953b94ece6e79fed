import CarretelBrowser
import CarretelCore
import CarretelTestKit
import Testing
import Glibc

@Suite(.temporaryDirectory, .serialized) struct TmpMeasure {
    @Test func measure() async throws {
        try await BrowserRig.run { rig in
            let c = ContinuousClock()
            for _ in 0..<3 {
                var t = c.now
                var p = try await rig.take()
                let fresh = c.now - t
                t = c.now
                try await p.open(rig.server.url("/late"), limit: .seconds(10))
                let opened = c.now - t
                _ = try await p.wait(for: [.init([.init(.css("#late"))])], limit: .seconds(10))
                let waited = c.now - t
                await rig.pool.giveBack(p, keep: true)
                t = c.now
                p = try await rig.take()
                let reused = c.now - t
                var more: [Duration] = []
                for _ in 0..<5 {
                    t = c.now
                    try await p.open(rig.server.url("/late"), limit: .seconds(10))
                    _ = try await p.wait(for: [.init([.init(.css("#late"))])], limit: .seconds(10))
                    more.append(c.now - t)
                }
                var pss = 0
                for e in try rig.processes {
                    let f = unsafe fopen("/proc/\(e.pid)/smaps_rollup", "r")
                    guard let f = unsafe f else { continue }
                    var line = [CChar](repeating: 0, count: 512)
                    while unsafe fgets(&line, 512, f) != nil {
                        let s = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                        if s.hasPrefix("Pss:") { pss += Int(s.split(separator: " ")[1]) ?? 0 }
                    }
                    unsafe fclose(f)
                }
                let n = try rig.processes.count
                t = c.now
                await rig.pool.giveBack(p, keep: false)
                print("MEASURE fresh \(fresh) open \(opened) open+wait \(waited) reused \(reused) again \(more) processes \(n) pss kB \(pss) end \(c.now - t)")
            }
        }
    }
}
