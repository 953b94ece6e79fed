import CarretelCore

/// Which orders a job is about, each once, and what its writer should know of the choice.
struct OrderSelection {
    /// One order asked for.
    enum Order {
        /// Its position in the dataset.
        case known(Int32)
        /// The dataset has no such number.
        case unknown(String)
    }

    private(set) var orders: [Order] = []
    private(set) var warnings: [Warning] = []
    /// The numbers that the dataset does not have; each is an entry with its error in the results.
    private(set) var unknown: [String] = []

    /// What is wrong with a job of whose orders the dataset has none: it could only fail.
    var noneKnown: FailureReason {
        FailureReason(
            .permanent, code: "unknown_orders",
            message: "The dataset has none of the orders that the job names: \(Self.list(unknown)).",
            pointer: "/parameters/pedidos", hint: "Compare the order numbers with those of the dataset's orders.")
    }

    /// The warnings for somebody who only looks: with the orders that would fail.
    var allWarnings: [Warning] {
        guard !unknown.isEmpty else { return warnings }
        return warnings + [
            Warning(
                code: "unknown_orders",
                message: "The dataset has no order \(Self.list(unknown)) (\(unknown.count) in all).")
        ]
    }

    /// Takes the named orders in their order, or every order of the dataset that has an open line, in file order.
    init(_ parameters: RuptureParameters, _ tables: DatasetTables) {
        if let named = parameters.orders {
            take(named, tables)
        } else {
            takeAll(tables)
        }
    }

    private mutating func take(_ named: [String], _ tables: DatasetTables) {
        var seen: Set<String> = []
        var repeated: [String] = []
        for number in named {
            guard seen.insert(number).inserted else {
                repeated.append(number)
                continue
            }
            orders.append(tables.orders.numbers.find(number).map { .known($0) } ?? .unknown(number))
        }
        unknown = orders.compactMap { if case .unknown(let number) = $0 { number } else { nil } }
        guard !repeated.isEmpty else { return }
        warnings.append(
            Warning(
                code: "repeated_orders",
                message: "\(repeated.count) repeated order numbers were dropped: \(Self.list(repeated))."))
    }

    private mutating func takeAll(_ tables: DatasetTables) {
        for order in 0..<Int32(tables.orders.count) where !tables.orders.lines(of: order).isEmpty {
            orders.append(.known(order))
        }
        let delivered = tables.orders.count - orders.count
        if delivered > 0 {
            warnings.append(
                Warning(
                    code: "delivered_orders",
                    message: "\(delivered) orders of the dataset have no open quantity and were left out."))
        }
        if orders.isEmpty {
            warnings.append(Warning(code: "no_orders", message: "The dataset has no order with an open quantity."))
        }
    }

    /// The first few of a list, for a message.
    static func list(_ texts: [String]) -> String {
        let named = texts.prefix(RuptureLimits.maxNamedInMessage).joined(separator: ", ")
        return texts.count > RuptureLimits.maxNamedInMessage ? named + " …" : named
    }
}
