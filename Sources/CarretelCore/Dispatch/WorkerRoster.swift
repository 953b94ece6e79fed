/// The workers of a lane that may be handed an attempt, by how many they have, so that the least loaded is found at
/// once. Among equals the latest goes first: a few warm workers do what there is, and the others grow idle and end.
struct WorkerRoster: Sendable {
    private var byLoad: [[WorkerID]]
    private var places: [WorkerID: (load: Int, position: Int)] = [:]

    /// Makes a roster for workers that are handed at most `depth` attempts each.
    init(depth: Int) { byLoad = Array(repeating: [], count: max(depth, 1)) }

    /// How many have no attempt.
    var idleCount: Int { byLoad[0].count }

    /// The worker to hand an attempt to; without `idleAllowed` no more workers may be busy, so one that is must do.
    func best(idleAllowed: Bool) -> WorkerID? {
        if idleAllowed, let worker = byLoad[0].last { return worker }
        for load in byLoad.indices.dropFirst() {
            if let worker = byLoad[load].last { return worker }
        }
        return nil
    }

    /// Enters a worker with its load, moves it, or (with nil) takes it out.
    mutating func set(_ worker: WorkerID, load: Int?) {
        if let place = places[worker] {
            guard place.load != load else { return }
            takeOut(worker, place)
        }
        guard let load, load < byLoad.count else { return }
        places[worker] = (load, byLoad[load].count)
        byLoad[load].append(worker)
    }

    private mutating func takeOut(_ worker: WorkerID, _ place: (load: Int, position: Int)) {
        places[worker] = nil
        let last = byLoad[place.load].removeLast()
        guard last != worker else { return }
        byLoad[place.load][place.position] = last
        places[last] = place
    }
}
