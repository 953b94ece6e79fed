// From a look at a file to its arrival: judging, claiming, reading once, handing on; and control files.
internal import CarretelCore
internal import CarretelSystem

extension IntakeLoop {
    /// Looks at a file of `incoming/` and does what the machine says.
    func examine(_ name: FileName, _ jobName: String, isYoungRefused: Bool) {
        let look = files.look(at: name, isYoungRefused: isYoungRefused, known: machine.known(name), now: now)
        note(look.finding)
        switch machine.judge(name, look.finding, now: now.monotonic) {
        case .claim(let watch):
            // The file may have come since the turn began, and a job must not be older than its file: that is how a
            // writer tells its answer from an older one.
            now = intake.ports.clock()
            let file = ActiveFileName(id: nextID(), name: jobName)
            guard claim(name, as: file) else { return }
            let claimedFile = ClaimedFile(file: file, receivedAt: now.wall, watch: watch)
            if let descriptor = look.file {
                read(claimedFile, descriptor)
            } else {
                readAgain(claimedFile)
            }
        case .wait: return
        case .leaveAlone(let reason):
            waiting.remove()
            leftAlone.add(name.description, reason: reason)
        case .forget:
            waiting.remove()
            leftAlone.remove(name.description)
        }
    }

    private func note(_ finding: CandidateMachine.Finding) {
        if case .failed(let error) = finding { note(error) }
        guard files.leasesTell, case .seen(let snapshot) = finding, case .unknown(let code) = snapshot.lease
        else { return }
        let words = SystemError("fcntl(F_SETLEASE)", code: code).systemText
        status.leaseTrouble = "leases are refused for some files (\(words)): the service needs CAP_LEASE"
    }

    private func claim(_ name: FileName, as file: ActiveFileName) -> Bool {
        do throws(SystemError) {
            let isOurs = try files.claim(name, as: file)
            waiting.remove()
            if isOurs { status.claimed += 1 }
            return isOurs
        } catch  where error.code == SystemError.Code.accessDenied || error.code == SystemError.Code.notPermitted {
            leftAlone.add(name.description, reason: "it may not be renamed (\(error.systemText))")
            return false
        } catch {
            // Not the file's fault (no space, a read-only file system): it is tried again.
            note(error)
            _ = machine.judge(name, .failed(error), now: now.monotonic)
            return false
        }
    }

    /// Opens a claimed file and reads it if its writer has let go.
    func readAgain(_ file: ClaimedFile) {
        do throws(SystemError) {
            read(file, try files.openClaimed(file.file))
        } catch  where error.isNotFound {
            // Somebody took it out of active/ by hand; there is nothing left to run.
            note(error)
        } catch {
            postpone(file, error)
        }
    }

    private func read(_ file: ClaimedFile, _ descriptor: borrowing OwnedDescriptor) {
        do throws(SystemError) {
            var file = file
            let reading = try files.read(descriptor, now: now)
            switch file.watch.judge(reading.snapshot, now: now.monotonic, settings: settings) {
            case .finished: arrive(file, reading, override: reading.isTooLarge ? tooLarge(reading) : nil)
            case .linked: arrive(file, reading, override: linked())
            case .wait(let until): claimed.put(file, due: until)
            }
        } catch {
            postpone(file, error)
        }
    }

    private func postpone(_ file: ClaimedFile, _ error: SystemError) {
        note(error)
        claimed.put(file, due: now.monotonic + settings.steadyRetryDelay)
    }

    private func arrive(_ file: ClaimedFile, _ reading: IncomingFiles.Reading, override: FailureReason?) {
        var judged = override.map { JudgedJob(verdict: .rejected($0, salvaged: SalvagedMembers())) }
        judged = judged ?? intake.ports.judge(reading.bytes)
        guard let judged else { return }
        batch.append(
            Arrival(
                id: file.file.id, name: file.file.name, owner: reading.owner, bytes: reading.bytes,
                sha256: Digest.sha256(reading.bytes), file: reading.snapshot.identity, receivedAt: file.receivedAt,
                verdict: judged.verdict, idempotency: judged.idempotency, coalescing: judged.coalescing))
        batchBytes += reading.bytes.count
        if batchBytes >= settings.batchBytes { handOn() }
    }

    private func tooLarge(_ reading: IncomingFiles.Reading) -> FailureReason {
        FailureReason(
            .permanent, code: "too_large",
            message: "The file has \(reading.snapshot.identity.size) bytes; a job file may have at most "
                + "\(settings.maxFileBytes). Only its first \(reading.bytes.count) bytes were read.",
            hint: "Put large data into a dataset and name it in the job file.")
    }

    private func linked() -> FailureReason {
        FailureReason(
            .permanent, code: "linked_file",
            message: "The file had a second name (a hard link) for \(settings.linkedLimit.wholeMilliseconds / 1_000) "
                + "seconds, so it could have been changed behind this job's back.",
            hint: "Copy the file in, or remove the other name right after link().")
    }

    // MARK: - Control files

    func take(controlFile name: FileName) {
        do throws(SystemError) {
            switch try control.take(name, id: nextID(), now: now) {
            case .gone: return
            case .leftAlone(let reason): leftAlone.add("control/\(name)", reason: reason)
            case .request(let request): serve(request)
            }
        } catch {
            note(error)
        }
    }

    private func serve(_ request: ControlRequest) {
        switch request.verb {
        case .cancel: intake.ports.control(request)
        case .rescan:
            requestScan()
            put(away: request, ControlAnswer(.done, "Everything in incoming/ is looked at.", at: now.wall))
        case .unsupported(let verb):
            put(away: request, ControlAnswer(.refused, "\(verb) is not supported yet.", at: now.wall))
        }
    }

    func put(away request: ControlRequest, _ answer: ControlAnswer) {
        do throws(SystemError) {
            try control.answer(request, answer)
        } catch {
            // The file is still in control/ and the next scan takes it up again.
            note(error)
        }
    }
}
