import CarretelCore

extension OdooRecords {
    private static let companies = ["Tecelagem Aurora Ltda", "Aurora Malhas S.A.", "Fiação Ribeirão Ltda"]
    private static let surnames = [
        "Araújo", "Brandão", "Conceição", "D'Ávila", "Falcão", "Guimarães", "Lemos", "Nóbrega",
    ]
    private static let trades = ["Tecidos", "Confecções", "Aviamentos", "Fios & Linhas", "Uniformes", "Estamparia"]
    private static let goods = ["Linha", "Carretel", "Tecido", "Botão", "Zíper", "Elástico", "Fita", "Agulha nº"]
    private static let kinds = ["algodão", "poliéster", "viscose", "lã", "seda", "náilon"]
    private static let towns = ["São Paulo", "Goiânia", "Brusque", "Jundiaí", "Americana"]

    /// Companies, users, and all that is only ever named.
    mutating func makeNames() {
        let start = end.microseconds - Int64(settings.days + 30) * 86_400_000_000
        func named(_ model: String, _ names: [String], _ records: inout OdooRecords) {
            for name in names {
                records.add(
                    model, created: start, stamp: start,
                    ["name": .text(name), "complete_name": .text(name), "code": .text(name), "active": true])
            }
        }
        for name in Self.companies {
            add("res.company", created: start, stamp: start, ["name": .text(name), "currency_id": .reference(1)])
        }
        named("res.users", ["Robô", "-", "Ana Lima", "Bruno Sá", "Davi Melo", "-", "-"], &self)
        for user in settings.users { setUser(user, start) }
        named("res.lang", ["en_US"] + settings.languages, &self)
        named("res.currency", ["BRL", "USD"], &self)
        named("res.country", ["Brasil", "Argentina"], &self)
        named("res.country.state", ["São Paulo", "Goiás", "Santa Catarina"], &self)
        named("uom.uom", ["Unidade", "Dúzia", "kg", "m"], &self)
        named("account.tax", ["ICMS 18%", "IPI 5%"], &self)
        named("crm.team", ["Vendas", "Representantes"], &self)
        named("crm.tag", ["Urgente", "Feira"], &self)
        named("account.journal", ["Faturas de clientes", "Contas de fornecedores"], &self)
        named("account.account", ["3.1.1 Receita de vendas", "1.1.2 Clientes"], &self)
        named("stock.warehouse", ["Depósito central", "Filial"], &self)
        named("stock.picking.type", ["Recebimentos", "Entregas", "Transferências internas"], &self)
        named("procurement.group", ["S00001"], &self)
        named("product.category", ["Todos", "Todos / Matéria-prima", "Todos / Acabados"], &self)
        for (name, usage) in [
            ("Parceiros/Fornecedores", "supplier"), ("Parceiros/Clientes", "customer"), ("DC/Estoque", "internal"),
            ("DC/Expedição", "internal"), ("Virtual/Ajuste", "inventory"),
        ] {
            let last = name.split(separator: "/").last.map(String.init) ?? name
            add(
                "stock.location", created: start, stamp: start,
                ["name": .text(last), "complete_name": .text(name), "usage": .text(usage), "active": true])
        }
    }

    /// Gives a user of the settings a record under its id.
    private mutating func setUser(_ user: OdooUser, _ start: Int64) {
        guard let table = snapshot.place(of: "res.users"), let name = snapshot.tables[table].slot("name"),
            let login = snapshot.tables[table].slot("login"), let active = snapshot.tables[table].slot("active")
        else { return }
        let values: [Int: OdooValue] = [name: .text(user.name), login: .text(user.login), active: .boolean(true)]
        if snapshot.row(user.id, of: table) == nil {
            snapshot.insert(
                OdooRow(id: user.id, created: start, stamp: start, values: snapshot.tables[table].blank), in: table)
        }
        snapshot.write(user.id, of: table, values, stamp: start)
    }

    /// Customers, and one supplier in five.
    mutating func makePartners() {
        for place in 0..<settings.sizes.partners {
            let (created, stamp) = moments(place, of: settings.sizes.partners)
            let isSupplier = place % 5 == 4
            let name = "\(one(of: Self.trades)) \(one(of: Self.surnames)) \(Self.padded(place + 1, 4)) Ltda"
            let vat =
                "\(Self.padded(below(100), 2)).\(Self.padded(below(1_000), 3)).\(Self.padded(place, 3))/0001-\(Self.padded(below(100), 2))"
            let id = add(
                "res.partner", created: created, stamp: stamp,
                [
                    "name": .text(name), "vat": once(in: 6) ? .empty : .text(vat),
                    "email": once(in: 4) ? .empty : .text("contato\(place + 1)@example.com"),
                    "phone": .text("+55 11 5550-\(Self.padded(place % 10_000, 4))"),
                    "city": .text(one(of: Self.towns)), "state_id": .reference(Int64(below(3)) + 1),
                    "country_id": .reference(1), "company_type": "company", "is_company": true,
                    "active": .boolean(!once(in: 25)), "customer_rank": .integer(isSupplier ? 0 : 1),
                    "supplier_rank": .integer(isSupplier ? 1 : 0),
                ])
            if isSupplier { suppliers.append(id) } else { customers.append(id) }
        }
    }

    /// Variants, each with a template of its own; some without code, some archived.
    mutating func makeProducts() {
        for place in 0..<settings.sizes.products {
            let (created, stamp) = moments(place, of: settings.sizes.products)
            let name = "\(one(of: Self.goods)) \(one(of: Self.kinds)) \(Self.padded(place + 1, 4))"
            let code: String? = once(in: 15) ? nil : "TX\(Self.padded(place + 1, 5))"
            let price = Double(below(90_000) + 150) / 100
            let isService = once(in: 20)
            let isActive = !once(in: 20)
            func make(_ model: String, template: Int64, _ records: inout OdooRecords) -> Int64 {
                records.add(
                    model, created: created, stamp: stamp,
                    [
                        "name": .text(name), "default_code": code.map { .text($0) } ?? .empty,
                        "active": .boolean(isActive), "detailed_type": isService ? "service" : "product",
                        "type": isService ? "service" : "product", "type19": isService ? "service" : "consu",
                        "is_storable": .boolean(!isService), "list_price": .float(price),
                        "standard_price": .float(OdooSnapshot.cents(price * 0.6)),
                        "qty_available": .float(Double(place % 300)), "virtual_available": .float(Double(place % 250)),
                        "uom_id": .reference(1), "uom_po_id": .reference(1),
                        "categ_id": .reference(Int64(place % 3) + 1), "sale_ok": true, "purchase_ok": true,
                        "weight": .float(0.25), "product_tmpl_id": .reference(template),
                    ])
            }
            let template = make("product.template", template: 0, &self)
            let id = make("product.product", template: template, &self)
            products.append(OdooProduct(id: id, label: code.map { "[\($0)] \(name)" } ?? name, price: price))
        }
    }
}
