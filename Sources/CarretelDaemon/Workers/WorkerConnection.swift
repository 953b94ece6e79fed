internal import CarretelCore
internal import CarretelSystem

/// The two pipes to one worker process, with what is half read and not yet written.
final class WorkerConnection {
    let worker: WorkerID
    let process: ChildProcess
    /// Set while the pipe to the worker is full and epoll watches for room.
    var waitsForRoom = false
    /// Set when the worker is to end after what is queued.
    var closesWhenDrained = false
    /// Set while epoll watches the pipe from the worker.
    var isListenedTo = true

    private var outgoing: [UInt8] = []
    private var written = 0
    private var splitter = LineSplitter()
    private var buffer: [UInt8] = []

    init(worker: WorkerID, process: ChildProcess) {
        self.worker = worker
        self.process = process
    }

    /// Tags for epoll: the worker's number and which of its pipes.
    var readTag: UInt64 { UInt64(worker.rawValue) << 1 }
    var writeTag: UInt64 { readTag | 1 }

    static func parse(tag: UInt64) -> (worker: WorkerID, isWriteEnd: Bool) {
        (WorkerID(rawValue: Int(tag >> 1)), tag & 1 == 1)
    }

    /// Queues a frame for the next ``write()``.
    func queue(_ frame: DaemonFrame) {
        outgoing.append(contentsOf: frame.encoded())
    }

    /// Writes what the pipe takes.
    ///
    /// - Returns: whether everything queued is written.
    func write() throws(SystemError) -> Bool {
        while written < outgoing.count {
            let count = try process.input.write(outgoing[written...])
            guard count > 0 else { return false }
            written += count
        }
        outgoing.removeAll(keepingCapacity: outgoing.capacity <= 1 << 20)
        written = 0
        return true
    }

    /// Drops what cannot be written any more.
    func abandonOutput() {
        outgoing = []
        written = 0
        process.input.close()
    }

    /// Reads once and splits into frames.
    func read(atMost count: Int, into frames: inout [WorkerFrame]) throws -> PipeEnd.Reading {
        buffer.removeAll(keepingCapacity: true)
        let reading = try process.output.read(atMost: count, appendingTo: &buffer)
        // What was said before a line that makes no sense still counts.
        var lines: [[UInt8]] = []
        let ending = Result { () throws(FailureReason) in try splitter.feed(buffer, into: &lines) }
        for line in lines { frames.append(try WorkerFrame(line: line)) }
        try ending.get()
        return reading
    }
}
