// How fast pages are read: `carretel-html-speed FILE SECONDS [EACH LABEL]`. Prints one JSON object for Benchmarks/bench:
// pages a second and megabytes a second of parsing alone, and, where elements and the labels in them are named, pages a
// second of parsing and reading all pairs of label and value.

import CarretelCore
import CarretelHTML
import Glibc

@main
struct HTMLSpeed {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count == 2 || arguments.count == 4, let seconds = Int(arguments[1]), seconds > 0,
            let page = bytes(of: arguments[0])
        else {
            print("carretel-html-speed FILE SECONDS [EACH LABEL]")
            return
        }
        let parser = LibxmlParser()
        var limits = HTMLLimits()
        limits.bytes = max(limits.bytes, page.count)
        let parsed = try rate(seconds) { _ = try parser.parse(page, charset: nil, limits: limits) }
        var pairs = 0
        var read = 0.0
        if arguments.count == 4 {
            let (each, label) = (HTMLSelector.css(arguments[2]), HTMLSelector.css(arguments[3]))
            read = try rate(seconds) {
                let page = try parser.parse(page, charset: nil, limits: limits)
                pairs = 0
                for element in try page.elements(each, in: nil) {
                    let text = PageText.collapsed(try page.text(of: element))
                    guard let found = try page.elements(label, in: element).first else { continue }
                    if text.hasPrefix(PageText.collapsed(try page.text(of: found))) { pairs += 1 }
                }
            }
        }
        let megabytes = parsed * Double(page.count) / 1e6
        print(
            #"{"bytes": \#(page.count), "pages": \#(parsed), "megabytes": \#(megabytes), "read": \#(read), "#
                + #""pairs": \#(pairs)}"#)
    }

    /// How often a second something can be done, over so many seconds.
    private static func rate(_ seconds: Int, _ body: () throws -> Void) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        repeat {
            try body()
            count += 1
        } while clock.now - start < .seconds(seconds)
        return Double(count) / ((clock.now - start) / .seconds(1))
    }

    private static func bytes(of path: String) -> [UInt8]? {
        guard let file = unsafe fopen(path, "rb") else { return nil }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&piece, 1, piece.count, file)
            guard count > 0 else { return bytes }
            bytes += piece.prefix(count)
        }
    }
}
