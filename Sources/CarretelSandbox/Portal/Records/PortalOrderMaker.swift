import CarretelCore

/// Makes service orders: each follows from the seed and its number alone.
struct PortalOrderMaker: Sendable {
    let seed: UInt64
    let count: Int

    /// The order of a number; nil when there is none.
    func order(_ number: Int) -> PortalOrder? {
        guard 1...max(count, 1) ~= number, count > 0 else { return nil }
        var draft = Draft(number: number, dice: RecordDice(seed: seed, stream: .portalOrder, index: number))
        draft.identity()
        draft.client()
        draft.dates()
        draft.equipment()
        draft.references()
        return PortalOrder(number: number, fields: draft.fields)
    }
}

/// An order being made.
private struct Draft {
    let number: Int
    var dice: RecordDice
    var status = ""
    var fields: [PortalOrder.Field] = []

    mutating func identity() {
        status = dice.one(of: PortalWords.statuses)
        ownNumber("OS")
        ownNumber("NÚMERO DA OS")
        fields.append(PortalOrder.Field(label: "STATUS DA OS", clean: status, shown: status))
        text("DESCRIÇÃO", dice.one(of: PortalWords.descriptions))
        maybe("TAREFA", dice.one(of: PortalWords.tasks))
        maybe("TIPO DE SERVICO", dice.one(of: PortalWords.services))
        maybe("DEPARTAMENTO", dice.one(of: PortalWords.departments))
        maybe("CENTRO DE CUSTO", "\(1_000 + dice.below(9_000))")
    }

    mutating func client() {
        let place = dice.below(400)
        let name = PortalWords.clients[place % PortalWords.clients.count]
        text("CLIENTE", name)
        text("NOME CLIENTE", name)
        // Nobody's: the check digits are never worked out.
        let root = Self.padded(10_000_000 + place * 3_571, 8)
        let groups = [root.prefix(2), root.dropFirst(2).prefix(3), root.dropFirst(5)].map(String.init)
        plain("CNPJ", groups.joined(separator: ".") + "/0001-00")
        plain("CODIGO DO CLIENTE", Self.padded(place + 1, 6))
        let city = dice.one(of: PortalWords.cities)
        maybe("MUNICIPIO", city)
        maybe("CLIENTE MUNICIPIO", city)
    }

    mutating func dates() {
        // Over 270 days from 2026-01-01, as the numbers rise.
        let issued = 20_454 + number % 270
        plain("DATA DA EMISSAO", Self.date(issued))
        let approved = issued + dice.below(10)
        maybe("DATA DA APROVACAO", Self.date(approved))
        let concluded = approved + 1 + dice.below(40)
        maybe("DATA DA CONCLUSAO", status == "TERMINADA" ? Self.date(concluded) : "")
        maybe("DATA DE FATURAMENTO", status == "TERMINADA" ? Self.date(concluded + 5) : "")
    }

    mutating func equipment() {
        leaking("TIPO DO EQUIPAMENTO", dice.one(of: PortalWords.equipment))
        leaking("FABRICANTE", dice.one(of: PortalWords.makers))
        leaking("MODELO", dice.one(of: PortalWords.models))
        maybe("NUMERO DE SERIE", "SN" + Self.padded(dice.below(10_000_000), 8))
        maybe("POTENCIA CV/HP", "\(dice.below(50) * 5 + 5)")
        maybe("TENSAO DE ALTA", dice.one(of: ["220 V", "380 V", "440 V", "4160 V"]))
        maybe("ROTACAO (RPM)", dice.one(of: ["885", "1180", "1785", "3570"]))
        maybe("PESO TOTAL", "\(dice.below(900) + 100),5 kg")
    }

    mutating func references() {
        maybe("Nº CONTRATO", "CT-\(2_020 + dice.below(7))/" + Self.padded(dice.below(1_000), 3))
        maybe("Nº DA PROPOSTA", Self.padded(dice.below(100_000), 6))
        maybe("Nº ORDEM COMPRA", "\(4_500_000_000 + dice.below(1_000_000))")
        maybe("NF CLIENTE", "\(dice.below(90_000) + 10_000)")
    }
}

extension Draft {
    /// A value without oddities.
    private mutating func plain(_ label: String, _ value: String) {
        fields.append(PortalOrder.Field(label: label, clean: value, shown: value))
    }

    /// The order's own number, some of them with zeros in front.
    private mutating func ownNumber(_ label: String) {
        let shown = dice.once(in: 2) ? Self.padded(number, 8) : "\(number)"
        fields.append(PortalOrder.Field(label: label, clean: "\(number)", shown: shown))
    }

    /// A value that is always there, some of them with more spaces than they should have.
    private mutating func text(_ label: String, _ value: String) {
        fields.append(PortalOrder.Field(label: label, clean: value, shown: spaced(value)))
    }

    /// A value that some orders do not have: then the page shows what stands for none.
    private mutating func maybe(_ label: String, _ value: String) {
        guard !value.isEmpty, !dice.once(in: 5) else {
            let shown = dice.one(of: PortalWords.placeholders)
            return fields.append(PortalOrder.Field(label: label, clean: "", shown: shown))
        }
        text(label, value)
    }

    /// A value of the equipment, some of them with the status of the order run into it.
    private mutating func leaking(_ label: String, _ value: String) {
        guard dice.once(in: 6) else { return maybe(label, value) }
        let gap = dice.one(of: [" ", "   ", "\n      "])
        fields.append(PortalOrder.Field(label: label, clean: value, shown: value + gap + status))
    }

    private mutating func spaced(_ value: String) -> String {
        switch dice.below(8) {
        case 0: value.split(separator: " ").joined(separator: "   ")
        case 1: "  \(value)    "
        case 2: value.split(separator: " ").joined(separator: "\n          ")
        default: value
        }
    }

    private static func date(_ dayNumber: Int) -> String {
        let (year, month, day) = CivilDate(dayNumber: dayNumber).parts
        return "\(padded(day, 2))/\(padded(month, 2))/\(year)"
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = "\(value)"
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }
}
