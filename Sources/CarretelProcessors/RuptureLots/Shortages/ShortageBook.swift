import CarretelCore

/// Adds up what the orders want of each product, so that a buyer sees what has to come, not only who waits for it.
///
/// What is missing in all is the whole demand of the analysed orders less what can be had: two orders that each find
/// enough for themselves may not both.
struct ShortageBook {
    private struct Account {
        var wanted: Int128 = 0
        var missing: Int128 = 0
        var shortValue: Int128 = 0
        /// Of the first short line; -1 when nobody is short.
        var product: Int32 = -1
        var name: Int32 = -1
    }

    private let stock: StockProjection
    private var accounts: [Account]
    /// Who is short of what, in input order.
    private var entries: [(group: Int32, order: Int32)] = []

    init(_ stock: StockProjection) {
        self.stock = stock
        accounts = Array(repeating: Account(), count: stock.outlooks.count)
    }

    /// Adds the next order lines in input order.
    mutating func add(_ demands: [LineDemand]) {
        for demand in demands {
            let group = stock.group(ofProduct: demand.product)
            // A million orders of 64-bit quantities: far from 128 bits.
            accounts[group].wanted &+= Int128(demand.quantity)
            guard demand.missing > 0 else { continue }
            accounts[group].missing &+= Int128(demand.missing)
            accounts[group].shortValue &+= demand.value
            if accounts[group].product < 0 {
                (accounts[group].product, accounts[group].name) = (demand.product, demand.name)
            }
            entries.append((Int32(group), demand.order))
        }
    }

    /// The short products, those with the most value waiting first.
    ///
    /// - Parameter productCount: how many products the dataset names, to find the equivalents among them.
    /// - Returns: one entry for every group of equivalents that an order is short of.
    func products(of productCount: Int) -> [ShortProduct] {
        var orders: [Int: [Int32]] = [:]
        for entry in entries where orders[Int(entry.group)]?.last != entry.order {
            orders[Int(entry.group), default: []].append(entry.order)
        }
        var members: [Int: [Int32]] = [:]
        for product in 0..<Int32(productCount) {
            let group = stock.group(ofProduct: product)
            if orders[group] != nil { members[group, default: []].append(product) }
        }
        return
            orders
            .map { group, orders in product(of: group, orders: orders, members: members[group] ?? []) }
            .sorted { $0.shortValue != $1.shortValue ? $0.shortValue > $1.shortValue : $0.product < $1.product }
    }

    private func product(of group: Int, orders: [Int32], members: [Int32]) -> ShortProduct {
        let account = accounts[group]
        return ShortProduct(
            product: account.product, name: account.name, equivalents: members.filter { $0 != account.product },
            group: group, wanted: account.wanted, missing: account.missing,
            shortfall: max(0, account.wanted - Int128(stock.outlooks[group].minimum)), shortValue: account.shortValue,
            orders: orders, arrivals: stock.arrivals(of: group), availableOn: date(of: group, account.wanted))
    }

    /// The first production date from which on the projected balance holds all that is wanted, plus the lead time.
    private func date(of group: Int, _ wanted: Int128) -> CivilDate? {
        var found: CivilDate?
        for index in stock.outlooks[group].points.reversed() {
            guard Int128(stock.points[index].balance) >= wanted else { break }
            if stock.points[index].isArrival { found = stock.points[index].date }
        }
        return found.map { $0 + stock.rules.leadTimeDays }
    }
}
