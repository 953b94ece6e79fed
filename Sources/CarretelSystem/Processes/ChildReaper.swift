import CarretelCore
import Synchronization

/// The thread that sweeps a ``ChildTable``, for all who must not block: it takes every ended child and every request
/// that has come up since, sweeps once for all of them, and then tells each.
package final class ChildReaper: Sendable {
    private enum Order: Sendable {
        /// A child has ended and is reaped; tell when what it left behind is gone too.
        case ended(@Sendable () -> Void)
        /// An attempt has ended.
        case attemptEnded(CheckedContinuation<ChildTable.Sweep, Never>)
        /// A child is to end with all its descendants.
        case endTree(ChildProcess, marker: String, CheckedContinuation<ChildTable.Sweep, Never>)
    }

    /// The table that it sweeps.
    package let table: ChildTable
    private let orders: BatchQueue<Order>
    /// The count of processes killed for memory that has already been put down to a child.
    private let knownMemoryKills: Mutex<Int?>

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - table: the process's table.
    ///   - sweepsAfterEachChild: whether whatever has no known parent is killed each time a child ends (the daemon,
    ///     whose children are workers), or only by ``sweepAfterAttempt()`` (a worker).
    /// - Throws: ``SystemError``.
    package init(table: ChildTable = ChildTable(), sweepsAfterEachChild: Bool = true) throws(SystemError) {
        let orders = BatchQueue<Order>(capacity: .max)
        self.table = table
        self.orders = orders
        knownMemoryKills = Mutex(ProcessMemory.outOfMemoryKills)
        try PlainThread.start(name: "reaper") {
            while let batch = orders.takeAll() { Self.carryOut(batch, on: table, sweepsAfterEachChild) }
        }
    }

    /// Ends the thread when the last spawned child is told of.
    deinit { orders.close() }

    private static func carryOut(_ batch: [Order], on table: ChildTable, _ sweepsAfterEachChild: Bool) {
        let endsAttempt = batch.contains { if case .attemptEnded = $0 { true } else { false } }
        var sweep = ChildTable.Sweep()
        if endsAttempt || sweepsAfterEachChild {
            sweep = table.sweep(endsAttempt ? .strangersAndUnpooled : .strangers)
        }
        for order in batch {
            switch order {
            case .ended(let tell): tell()
            case .attemptEnded(let continuation): continuation.resume(returning: sweep)
            case .endTree(let child, let marker, let continuation):
                continuation.resume(returning: table.endTree(of: child, marker: marker))
            }
        }
    }

    /// Tells, on the reaper's thread, when everything that an ended child left behind is gone.
    func afterSweep(_ tell: @escaping @Sendable () -> Void) {
        orders.push(.ended(tell))
    }

    /// Ends whatever an attempt left running, pooled children excepted. Costs one system call when there is nothing.
    @discardableResult
    package func sweepAfterAttempt() async -> ChildTable.Sweep {
        if table.hasNoChildren { return ChildTable.Sweep() }
        return await withCheckedContinuation { orders.push(.attemptEnded($0)) }
    }

    /// Kills a child with all its descendants; see ``ChildTable/endTree(of:marker:)``.
    @discardableResult
    package func endTree(of child: ChildProcess, marker: String) async -> ChildTable.Sweep {
        await withCheckedContinuation { orders.push(.endTree(child, marker: marker, $0)) }
    }

    /// Whether the kernel has killed something for memory since the last call that said so.
    func memoryKillHappened() -> Bool {
        guard let kills = ProcessMemory.outOfMemoryKills else { return false }
        return knownMemoryKills.withLock { known in
            defer { known = kills }
            return kills > known ?? kills
        }
    }
}
