/// The sellers: `cadastro` of ListarVendedores.
struct SellerList: OmieList {
    let settings: OmieSettings
    let typicalBytes = 200

    var count: Int { settings.sellers }

    func id(at index: Int) -> Int64 { Self.id(at: index) }

    static func id(at index: Int) -> Int64 { 4_300_000_002 + Int64(index) * 3 }

    func passes(_ filter: OmieFilter, at index: Int) -> Bool {
        filter.passes(RecordDates(index: index, count: count, settings: settings))
    }

    func append(_ index: Int, to text: inout RecordText) {
        var dice = RecordDice(seed: settings.seed, stream: .sellers, index: index)
        text.text(#"{"codInt":"#)
        text.integrationCode("VEN", index, &dice)
        text.text(#","codigo":"#)
        text.integer(Int(id(at: index)))
        text.text(#","comissao":"#)
        text.amount(dice.below(1_000))
        text.text(#","email":"vendedor"#)
        text.integer(index + 1)
        text.text(#"@example.com","fatura_pedido":"N","inativo":""#)
        text.text(dice.once(in: 10) ? "S" : "N")
        // Readers must live without a name.
        if index % 10 != 7 {
            text.text(#"","nome":""#)
            text.text(dice.one(of: OmieWords.people))
            text.text(" ")
            text.text(dice.one(of: OmieWords.surnames))
        }
        text.text(#"","visualiza_pedido":"N"}"#)
    }
}
