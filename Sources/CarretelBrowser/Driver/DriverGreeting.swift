import CarretelCore
import CarretelSystem

/// What chromedriver says on its standard output when it is ready.
enum DriverGreeting {
    /// It says a few lines; more is not read.
    private static let limit = 1 << 14

    /// The port in its words; nil as long as it has not said it. An earlier line says "on port 0", which is what it was
    /// asked for.
    static func port(in text: String) -> Int? {
        guard let words = text.firstRange(of: "started successfully on port ") else { return nil }
        let digits = text[words.upperBound...].prefix { $0.isASCII && $0.isNumber }
        // Without what follows the digits there may be more of them to come.
        guard digits.endIndex < text.endIndex, let port = UInt16(digits), port > 0 else { return nil }
        return Int(port)
    }

    /// Waits for it on a thread of its own.
    ///
    /// - Parameters:
    ///   - output: chromedriver's standard output.
    ///   - deadline: when to give up.
    /// - Returns: nil when it ended or the time was up before it said so.
    static func port(from output: PipeEnd, until deadline: MonotonicInstant) async -> Int? {
        await withCheckedContinuation { continuation in
            do throws(SystemError) {
                try PlainThread.start(name: "driver") {
                    // Whatever the pipe refuses, there is no port.
                    continuation.resume(returning: try? read(output, until: deadline))
                }
            } catch {
                continuation.resume(returning: nil)
            }
        }
    }

    private static func read(_ output: PipeEnd, until deadline: MonotonicInstant) throws(SystemError) -> Int? {
        let epoll = try Epoll()
        try epoll.add(output.descriptor, tag: 0, for: .readable)
        var bytes: [UInt8] = []
        while bytes.count < limit, SystemClock.now().monotonic < deadline {
            switch try output.read(atMost: limit, appendingTo: &bytes) {
            case .end: return nil
            case .nothing: _ = try epoll.wait(until: deadline)
            case .bytes: if let port = port(in: String(decoding: bytes, as: UTF8.self)) { return port }
            }
        }
        return nil
    }
}
