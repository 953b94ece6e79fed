internal import CarretelCore

extension StatusReport {
    /// For programs: one line.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 4_096)
        writer.beginObject()
        writer.member("schema", "carretel/status/1")
        writer.member("spool", spool)
        writer.member("at", at)
        writer.member("well", isWell)
        writeDaemon(to: &writer)
        writeLaw(to: &writer)
        writer.member("journal_problem", journalProblem)
        writer.list("folders", folders) { $0.write(to: &$1) }
        writer.list("running", running) { $0.write(to: &$1) }
        writer.list("lanes", lanes) { $0.write(to: &$1) }
        writer.list("last_24_hours", lastDay) { $0.write(to: &$1) }
        writer.name("recent" as StaticString)
        writer.beginObject()
        writer.member("ended", recentEnds)
        writer.member("failed", recentFailures)
        writer.member("fallbacks", recentFallbacks)
        writer.endObject()
        writer.name("intake" as StaticString)
        if let intake {
            writer.beginObject()
            writer.member("mode", intake.mode)
            writer.member("reason", intake.reason)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.member("left_alone_count", leftAloneCount)
        writer.strings("left_alone", leftAlone)
        writer.list("next_due", nextDue) { $0.write(to: &$1) }
        writer.list("closed_permits", closedPermits) { $0.write(to: &$1) }
        writeWatched(to: &writer)
        writer.list("schedules", schedules) { $0.write(to: &$1) }
        writer.member("schedules_problem", schedulesProblem)
        writer.list("mirror", mirror) { $0.write(to: &$1) }
        writer.member("mirror_problem", mirrorProblem)
        writer.endObject()
        writer.newline()
        return writer.bytes
    }

    private func writeDaemon(to writer: inout JSONWriter) {
        writer.name("daemon" as StaticString)
        writer.beginObject()
        writer.member("alive", daemon.isAlive)
        writer.member("pid", daemon.pid)
        writer.member("started_at", daemon.startedAt)
        writer.member("uptime_seconds", daemon.startedAt.map { max((at - $0).wholeMilliseconds / 1_000, 0) })
        writer.member("stopping", daemon.isStopping)
        writer.endObject()
    }

    private func writeLaw(to writer: inout JSONWriter) {
        writer.name("law" as StaticString)
        guard let law else { return writer.null() }
        writer.beginObject()
        writer.member("holds", law.holds)
        writer.member("problem", law.problem)
        writer.member("received", law.received)
        writer.member("waiting", law.waiting)
        writer.member("deferred", law.deferred)
        writer.member("running", law.running)
        writer.member("following", law.following)
        writer.member("ended", law.ended)
        writer.member("purged", law.purged)
        writer.member("active_files", law.filesInActive)
        writer.member("active_files_at_least", law.filesAreAtLeast)
        writer.endObject()
    }
}

extension StatusReport.Folder {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("count", count)
        writer.member("count_at_least", isAtLeast)
        writer.member("bytes", bytes)
        writer.member("bytes_at_least", bytesAreAtLeast)
        writer.member("oldest", oldest)
    }
}

extension StatusReport.Running {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("type", type)
        writer.member("lane", lane)
        writer.member("attempt", attempt)
        writer.member("began_at", beganAt)
        writer.member("percent", percent)
        writer.member("message", message)
        writer.member("time_left_seconds", timeLeftSeconds)
        writer.member("eta_seconds", etaSeconds)
        writer.member("ending", isEnding)
    }
}

extension StatusReport.Lane {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("slots", slots)
        writer.member("running", running)
        writer.member("waiting", waiting)
        writer.member("workers", workers)
        writer.member("oldest_waiting", oldestWaiting)
        writer.member("opens_at", opensAt)
        writer.member("trouble", trouble)
    }
}

extension StatusReport.Statistics {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("type", type.isEmpty ? nil : type)
        writer.member("total", total)
        for status in JobStatus.allCases {
            writer.name(status.rawValue)
            writer.integer(ends[status] ?? 0)
        }
        writer.member("success_rate", successRate)
        writer.member("p50_ms", medianMilliseconds)
        writer.member("p95_ms", p95Milliseconds)
        writer.name("warnings" as StaticString)
        writer.beginObject()
        for (code, count) in warnings.sorted(by: { $0.key < $1.key }) {
            writer.name(code)
            writer.integer(count)
        }
        writer.endObject()
    }
}

extension StatusReport.Due {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("type", type)
        writer.member("due_at", dueAt)
    }
}

extension StatusReport.ClosedPermit {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("key", key)
        writer.member("until", until)
    }
}
