/// The place of a job in a queue: by `order`, the smallest first, then by age.
struct QueueKey: Sendable, Hashable, Comparable {
    /// Microseconds since 1970 in the queues by time; the priority, negated, in those of the lanes.
    let order: Int64
    let number: JobNumber

    /// The place in a lane: 9 first, then the oldest.
    init(priority: Int, number: JobNumber) {
        order = -Int64(priority)
        self.number = number
    }

    /// The place in a queue by time.
    init(moment: Timestamp, number: JobNumber) {
        order = moment.microseconds
        self.number = number
    }

    private init(order: Int64, number: JobNumber) {
        self.order = order
        self.number = number
    }

    /// Before every job.
    static let lowest = QueueKey(order: .min, number: JobNumber(rawValue: .min))
    /// After every job.
    static let highest = QueueKey(order: .max, number: JobNumber(rawValue: .max))

    /// The place right after a job's.
    static func following(_ key: QueueKey) -> QueueKey {
        QueueKey(order: key.order, number: JobNumber(rawValue: key.number.rawValue &+ 1))
    }

    /// The moment, in a queue by time.
    var moment: Timestamp { Timestamp(microseconds: order) }

    static func < (left: QueueKey, right: QueueKey) -> Bool {
        left.order != right.order ? left.order < right.order : left.number < right.number
    }
}
