import CCarretelSystem

extension ChildTable {
    /// Kills a child with all its descendants, and reaps those that are not in the table.
    ///
    /// They are stopped first, until nobody new is found: so none of them can start another one in between. What has
    /// lost its parent already is a child of this process and is known by its command line.
    ///
    /// - Parameters:
    ///   - child: the root; one that has ended has only the others.
    ///   - marker: what stands in the command line of all that it may have left behind, and of nothing else.
    /// - Returns: what became of them. Blocks for some milliseconds: for plain threads; ``ChildReaper`` does it for tasks.
    @discardableResult
    package func endTree(of child: ChildProcess, marker: String) -> Sweep {
        exclusively {
            var sweep = Sweep()
            let root = child.pid
            let found = stopTree(of: root, marker: marker)
            for pid in found { carretel_kill(pid, signalKill) }
            // A child becomes one of this process when its parent has died, so parents come first.
            for pid in found { awaitDeath(of: pid, isReapedHere: pid != root, in: &sweep) }
            return sweep
        }
    }

    private func stopTree(of root: Int32?, marker: String) -> [Int32] {
        var stopped: [Int32] = []
        while true {
            // Without `/proc` there is only the child itself.
            guard let tree = try? ProcessTree() else { return root.map { [$0] } ?? [] }
            let known = pids
            let orphans = tree.children(of: carretel_own_pid()).filter { pid in
                !known.contains(pid) && ProcessTree.commandLine(of: pid, contains: marker)
            }
            let fresh = tree.descendants(of: (root.map { [$0] } ?? []) + stopped + orphans)
                .filter { !stopped.contains($0) }
            guard !fresh.isEmpty else { return stopped }
            for pid in fresh { carretel_kill(pid, signalStop) }
            stopped += fresh
        }
    }
}
