import CCarretelHTTP
import CarretelCore
import CarretelSystem

/// What the client's thread does: takes orders, drives the transfers, hands out answers. While there are no requests
/// it sleeps; otherwise it wakes for sockets, for orders, for the time limits of transfers, and now and then.
struct RequestLoop {
    private let loop: CurlLoop
    private let inbox: LoopInbox
    private let configuration: HTTPClientConfiguration
    private var jars: [String: CookieJar] = [:]
    private var transfers: [UInt64: Transfer] = [:]
    private var tags: [ObjectIdentifier: UInt64] = [:]
    private var nextTag: UInt64 = 0

    /// How long it sleeps at most while requests are under way. libcurl 7.88.1 now and then forgets a stream of a shared
    /// HTTP/2 connection that could go on, until anything wakes it: measured in 5 of 100 bursts of 50 streams.
    private static let longestWait = Duration.milliseconds(50)

    /// After a failure of the library itself, so that the thread does not spin.
    private static let pauseAfterFault = Duration.milliseconds(100)

    init(loop: CurlLoop, inbox: LoopInbox, configuration: HTTPClientConfiguration) {
        self.loop = loop
        self.inbox = inbox
        self.configuration = configuration
    }

    /// Runs until the inbox is closed.
    consuming func run() {
        carretel_http_block_sigpipe()
        while true {
            let (orders, isClosed) = inbox.takeAll()
            for order in orders { carryOut(order) }
            guard !isClosed else { break }
            if !loop.perform() { fail() }
            while let end = loop.nextEnd() { settle(end) }
            if !loop.wait(atMost: transfers.isEmpty ? nil : Self.longestWait) { fail() }
        }
        for transfer in transfers.values { finish(transfer, .failure(transfer.call.failure(.cancelled))) }
        inbox.detach()
        // Here rather than with the last reference, so that whoever joins the thread finds everything closed.
        loop.free()
    }

    private mutating func carryOut(_ order: LoopInbox.Order) {
        switch order {
        case .start(let call): begin(Hop(request: call.request), of: call)
        case .cancel(let call):
            guard let transfer = tags[ObjectIdentifier(call)].flatMap({ transfers[$0] }) else { return }
            finish(transfer, .failure(call.failure(.cancelled)))
        case .forget(let session): jars[session] = nil
        }
    }

    private mutating func begin(_ hop: Hop, of call: HTTPCall) {
        do throws(HTTPFailure) {
            nextTag += 1
            let transfer = try Transfer(
                hop, of: call, tag: nextTag, jar: try jar(for: hop.request, call), configuration)
            guard unsafe loop.add(transfer.handle) else { throw call.failure(.unavailable) }
            transfers[nextTag] = transfer
            tags[ObjectIdentifier(call)] = nextTag
        } catch {
            call.finish(.failure(error))
        }
    }

    private mutating func jar(for request: HTTPRequest, _ call: HTTPCall) throws(HTTPFailure) -> CookieJar? {
        guard let session = request.session else { return nil }
        if let jar = jars[session] { return jar }
        guard let jar = CookieJar() else { throw call.failure(.unavailable) }
        jars[session] = jar
        return jar
    }

    private mutating func settle(_ end: CurlLoop.End) {
        guard let transfer = transfers[end.tag] else { return }
        let call = transfer.call
        do throws(HTTPFailure) {
            switch try transfer.conclude(end.code) {
            case .answer(let response): finish(transfer, .success(response))
            case .next(let hop):
                drop(transfer)
                begin(hop, of: call)
            }
        } catch {
            finish(transfer, .failure(error))
        }
    }

    /// The transfer is out of the loop before its caller hears of it, so that nothing of it is left by then.
    private mutating func finish(_ transfer: Transfer, _ answer: Result<HTTPResponse, HTTPFailure>) {
        drop(transfer)
        transfer.call.finish(answer)
    }

    private mutating func drop(_ transfer: Transfer) {
        unsafe loop.remove(transfer.handle)
        transfers[transfer.tag] = nil
        tags[ObjectIdentifier(transfer.call)] = nil
        transfer.free()
    }

    private mutating func fail() {
        for transfer in transfers.values { finish(transfer, .failure(transfer.call.failure(.unavailable))) }
        PlainThread.pause(Self.pauseAfterFault)
    }
}
