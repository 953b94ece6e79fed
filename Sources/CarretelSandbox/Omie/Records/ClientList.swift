/// The clients, in full (`clientes_cadastro` of ListarClientes) or short (`clientes_cadastro_resumido`).
struct ClientList: OmieList {
    let settings: OmieSettings
    let isShort: Bool

    var count: Int { settings.clients }
    var typicalBytes: Int { isShort ? 240 : 1_300 }

    func id(at index: Int) -> Int64 { Self.id(at: index) }

    static func id(at index: Int) -> Int64 { 4_100_000_011 + Int64(index) * 7 }

    func passes(_ filter: OmieFilter, at index: Int) -> Bool {
        filter.passes(dates(at: index))
    }

    private func dates(at index: Int) -> RecordDates {
        RecordDates(index: index, count: count, settings: settings)
    }

    func append(_ index: Int, to text: inout RecordText) {
        var dice = RecordDice(seed: settings.seed, stream: .clients, index: index)
        text.text(isShort ? #"{"codigo_cliente":"# : #"{"codigo_cliente_omie":"#)
        text.integer(Int(id(at: index)))
        text.text(#","codigo_cliente_integracao":"#)
        text.integrationCode("CLI", index, &dice)
        names(index, &dice, to: &text)
        text.text(#","cnpj_cpf":""#)
        taxNumber(index, &dice, to: &text)
        text.text("\"")
        if !isShort { rest(index, &dice, to: &text) }
        text.text("}")
    }

    /// Readers must live without either name, and with one of blanks.
    private func names(_ index: Int, _ dice: inout RecordDice, to text: inout RecordText) {
        if index % 97 != 5 {
            text.text(#","razao_social":""#)
            text.text(dice.one(of: OmieWords.companies))
            text.text(" ")
            text.text(dice.one(of: OmieWords.trades))
            text.text(" ")
            text.integer(index + 1)
            text.text(" ")
            text.text(dice.one(of: OmieWords.forms))
            text.text("\"")
        }
        if index % 97 == 5 || index % 8 == 3 { return }
        text.text(#","nome_fantasia":""#)
        text.text(index % 12 == 6 ? "   " : dice.one(of: OmieWords.nicknames))
        text.text("\"")
    }

    private func taxNumber(_ index: Int, _ dice: inout RecordDice, to text: inout RecordText) {
        if isPerson(index) {
            for _ in 0..<2 {
                text.padded(dice.below(1_000), width: 3)
                text.text(".")
            }
            text.padded(dice.below(1_000), width: 3)
        } else {
            text.padded(dice.below(100), width: 2)
            for _ in 0..<2 {
                text.text(".")
                text.padded(dice.below(1_000), width: 3)
            }
            text.text("/0001")
        }
        text.text("-")
        text.padded(dice.below(100), width: 2)
    }

    private func isPerson(_ index: Int) -> Bool { index % 5 == 2 }

    private func rest(_ index: Int, _ dice: inout RecordDice, to text: inout RecordText) {
        address(&dice, to: &text)
        contact(index, &dice, to: &text)
        text.text(#","exterior":"N","inativo":""#)
        text.text(dice.once(in: 15) ? "S" : "N")
        text.text(#"","bloquear_faturamento":"N","contribuinte":"","optante_simples_nacional":"","produtor_rural":"","#)
        text.text(#""inscricao_estadual":"","inscricao_municipal":"","inscricao_suframa":"","cnae":"","#)
        text.text(#""tipo_atividade":"","enviar_anexos":"N","pessoa_fisica":""#)
        text.text(isPerson(index) ? "S" : "N")
        text.text("\"")
        if dice.once(in: 2) {
            text.text(#","valor_limite_credito":"#)
            text.amount(dice.below(5_000_000))
        }
        text.text(index % 4 == 0 ? #","tags":[]"# : #","tags":[{"tag":"Cliente"}]"#)
        text.text(#","recomendacoes":{"gerar_boletos":"N"},"enderecoEntrega":{},"dadosBancarios":{"agencia":"","#)
        text.text(#""codigo_banco":"","conta_corrente":"","doc_titular":"","nome_titular":""},"caracteristicas":[]"#)
        registration(dates(at: index), &dice, to: &text)
    }

    private func address(_ dice: inout RecordDice, to text: inout RecordText) {
        let place = dice.below(OmieWords.cities.count)
        text.text(#","endereco":""#)
        text.text(dice.one(of: OmieWords.streets))
        text.text(#"","endereco_numero":""#)
        text.integer(1 + dice.below(3_000))
        // Optional members are absent rather than null.
        if dice.once(in: 3) { text.text(#"","complemento":"Sala 12 &amp; 13"#) }
        text.text(#"","bairro":"Centro","cidade":""#)
        text.text(OmieWords.cities[place])
        text.text(#"","cidade_ibge":"3550308","estado":""#)
        text.text(OmieWords.states[place])
        text.text(#"","cep":""#)
        text.padded(dice.below(100_000_000), width: 8)
        text.text(#"","codigo_pais":"1058""#)
    }

    private func contact(_ index: Int, _ dice: inout RecordDice, to text: inout RecordText) {
        if dice.once(in: 4) { return }
        text.text(#","telefone1_ddd":"11","telefone1_numero":"9"#)
        text.padded(dice.below(100_000_000), width: 8)
        text.text(#"","contato":""#)
        text.text(dice.one(of: OmieWords.people))
        text.text(#"","email":"cliente"#)
        text.integer(index + 1)
        text.text(#"@example.com","homepage":"""#)
    }

    private func registration(_ dates: RecordDates, _ dice: inout RecordDice, to text: inout RecordText) {
        text.text(#","info":{"cImpAPI":"S","dAlt":""#)
        text.date(dates.changed)
        text.text(#"","dInc":""#)
        text.date(dates.included)
        text.text(#"","hAlt":""#)
        text.time(dice.below(86_400))
        text.text(#"","hInc":""#)
        text.time(dice.below(86_400))
        text.text(#"","uAlt":""#)
        text.text(dice.one(of: OmieWords.users))
        text.text(#"","uInc":"WEBSERVICE"},"importado_api":"S""#)
    }
}
