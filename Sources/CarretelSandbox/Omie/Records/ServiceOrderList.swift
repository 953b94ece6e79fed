import CarretelCore

/// The service orders: `osCadastro` of ListarOS.
struct ServiceOrderList: OmieList {
    /// Whether an order was invoiced or cancelled.
    enum State: String {
        case open = "N"
        case invoiced = "F"
        case cancelled = "C"
    }

    let settings: OmieSettings
    let typicalBytes = 1_900

    var count: Int { settings.serviceOrders }

    func id(at index: Int) -> Int64 { 4_200_000_017 + Int64(index) * 13 }

    func passes(_ filter: OmieFilter, at index: Int) -> Bool {
        let dates = dates(at: index)
        guard filter.passes(dates), filter.passes(planned: dates.planned) else { return false }
        guard filter.status != nil || filter.stage != nil || filter.client != nil else { return true }
        let facts = ServiceOrderFacts(index: index, settings: settings)
        return (filter.status ?? facts.state.rawValue) == facts.state.rawValue
            && (filter.stage ?? "\(facts.stage)") == "\(facts.stage)"
            && (filter.client ?? Int64(facts.client)) == Int64(facts.client)
    }

    func dates(at index: Int) -> RecordDates {
        RecordDates(index: index, count: count, settings: settings)
    }

    func append(_ index: Int, to text: inout RecordText) {
        var facts = ServiceOrderFacts(index: index, settings: settings)
        ServiceOrderText(index: index, id: Int(id(at: index)), dates: dates(at: index), settings: settings)
            .append(&facts, to: &text)
    }
}

/// What the parts of an order must agree on.
struct ServiceOrderFacts {
    let state: ServiceOrderList.State
    let stage: StaticString
    let client: Int
    let seller: Int?
    /// In hundredths.
    let total: Int
    /// nil leaves the member out, which happens.
    let serviceCount: Int?
    let parcelCount: Int
    /// The chance that is left for the words.
    var dice: RecordDice

    /// The facts of the order at a place.
    init(index: Int, settings: OmieSettings) {
        var dice = RecordDice(seed: settings.seed, stream: .serviceOrder, index: index)
        switch dice.below(20) {
        case 0..<13: state = .invoiced
        case 13..<19: state = .open
        default: state = .cancelled
        }
        stage = state == .invoiced ? "60" : dice.one(of: OmieWords.stages)
        client = Int(ClientList.id(at: dice.below(max(settings.clients, 1))))
        seller = dice.once(in: 20) ? nil : Int(SellerList.id(at: dice.below(max(settings.sellers, 1))))
        serviceCount = dice.once(in: 40) ? (dice.once(in: 2) ? nil : 0) : 1 + dice.below(2)
        parcelCount = 1 + dice.below(3)
        var lines = ServiceLines(index: index, settings: settings)
        var total = 0
        for _ in 0..<(serviceCount ?? 0) { total += lines.next().total }
        self.total = total
        self.dice = dice
    }
}

/// The lines of one order, one after another; amounts in hundredths.
struct ServiceLines {
    struct Line {
        var quantity: Int
        var price: Int
        var discount: Int
        var surcharge: Int
        var service: Int

        var total: Int { quantity * price - discount + surcharge }
    }

    private var dice: RecordDice

    init(index: Int, settings: OmieSettings) {
        dice = RecordDice(seed: settings.seed, stream: .services, index: index)
    }

    mutating func next() -> Line {
        let quantity = 1 + dice.below(5)
        let price = 1_000 + dice.below(200_000)
        return Line(
            quantity: quantity, price: price, discount: dice.once(in: 4) ? dice.below(1_000) : 0,
            surcharge: dice.once(in: 8) ? dice.below(500) : 0, service: dice.below(OmieWords.services.count))
    }
}
