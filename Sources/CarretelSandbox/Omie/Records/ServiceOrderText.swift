/// Writes one service order with all its parts.
struct ServiceOrderText {
    let index: Int
    let id: Int
    let dates: RecordDates
    let settings: OmieSettings

    /// Appends the order as a JSON object.
    func append(_ facts: inout ServiceOrderFacts, to text: inout RecordText) {
        header(&facts, to: &text)
        additional(&facts, to: &text)
        email(&facts, to: &text)
        department(facts, to: &text)
        services(facts, to: &text)
        parcels(facts, to: &text)
        text.text(#","Observacoes":{"cObsOS":""#)
        text.text(facts.dice.one(of: OmieWords.notes))
        registration(&facts, to: &text)
        // Omie adds members that no document names; readers have to pass over them.
        if index % 9 == 4 { text.text(#","cDesStatus":"Processado em 0,0312 segundos""#) }
        text.text("}")
    }

    private func header(_ facts: inout ServiceOrderFacts, to text: inout RecordText) {
        text.text(#"{"Cabecalho":{"cCodIntOS":"#)
        text.integrationCode("OS-", index, &facts.dice)
        text.text(#","cEtapa":""#)
        text.text(facts.stage)
        text.text(#"","cNumOS":""#)
        text.padded(index + 1, width: 15)
        text.text(#"","cCodIntCli":"","cCodParc":""#)
        text.text(facts.parcelCount == 1 ? "000" : "999")
        text.text(#"","dDtPrevisao":""#)
        text.date(dates.planned)
        text.text(#"","nCodCli":"#)
        text.integer(facts.client)
        text.text(#","nCodCtr":0,"nCodOS":"#)
        text.integer(id)
        if let seller = facts.seller {
            text.text(#","nCodVend":"#)
            text.integer(seller)
        }
        text.text(#","nQtdeParc":"#)
        text.integer(facts.parcelCount)
        text.text(#","nValorTotal":"#)
        text.amount(facts.total)
        text.text(#","nValorTotalImpRet":0}"#)
    }

    private func additional(_ facts: inout ServiceOrderFacts, to text: inout RecordText) {
        text.text(#","InformacoesAdicionais":{"cCidPrestServ":""#)
        text.text(facts.dice.one(of: OmieWords.cities))
        text.text(#"","cCodCateg":"1.01.02","cContato":""#)
        text.text(facts.dice.one(of: OmieWords.people))
        text.text(#"","cDadosAdicNF":"","cNumContrato":"","cNumPedido":""#)
        text.padded(facts.dice.below(1_000_000), width: 6)
        text.text(#"","cNumRecibo":"","dDataRps":""#)
        text.date(dates.included + 7)
        text.text(#"","nCodCC":4400000001,"nCodProj":0}"#)
    }

    private func email(_ facts: inout ServiceOrderFacts, to text: inout RecordText) {
        text.text(#","Email":{"cEnvBoleto":"N","cEnvLink":"S","cEnvPix":"N","cEnvRecibo":"N","cEnvViaUnica":"N","#)
        text.text(#""cEnviarPara":"financeiro"#)
        text.integer(facts.dice.below(10_000))
        text.text(#"@example.com"}"#)
    }

    private func department(_ facts: ServiceOrderFacts, to text: inout RecordText) {
        if index % 3 == 0 { return text.text(#","Departamentos":[]"#) }
        text.text(#","Departamentos":[{"cCodDepto":"4600000001","nPerc":100,"nValor":"#)
        text.amount(facts.total)
        text.text(#","nValorFixo":"N"}]"#)
    }

    private func services(_ facts: ServiceOrderFacts, to text: inout RecordText) {
        guard let count = facts.serviceCount else { return }
        text.text(#","ServicosPrestados":["#)
        var lines = ServiceLines(index: index, settings: settings)
        for number in 0..<count {
            if number > 0 { text.text(",") }
            service(lines.next(), number: number + 1, to: &text)
        }
        text.text("]")
    }

    private func service(_ line: ServiceLines.Line, number: Int, to text: inout RecordText) {
        text.text(#"{"cCodCategItem":"1.01.02","cCodIntServico":"","cCodServLC116":"14.01","cCodServMun":"07498","#)
        text.text(#""cDescServ":""#)
        text.text(OmieWords.services[line.service])
        text.text(#"","cReembolso":"N","cRetemISS":"N","cTpDesconto":"V","cTribServ":"01","nAliqDesconto":0,"#)
        text.text(#""nCodServico":"#)
        text.integer(4_500_000_001 + line.service)
        text.text(#","nIdItem":"#)
        text.integer(4_700_000_000 + index * 4 + number)
        text.text(#","nQtde":"#)
        text.integer(line.quantity)
        text.text(#","nSeqItem":"#)
        text.integer(number)
        text.text(#","nValUnit":"#)
        text.amount(line.price)
        text.text(#","nValorAcrescimos":"#)
        text.amount(line.surcharge)
        text.text(#","nValorDesconto":"#)
        text.amount(line.discount)
        text.text(#","nValorOutrasRetencoes":0,"impostos":{"cRetemINSS":"N","nAliqISS":5,"nValorINSS":0,"nValorISS":"#)
        text.amount(line.total / 20)
        text.text("}}")
    }

    private func parcels(_ facts: ServiceOrderFacts, to text: inout RecordText) {
        text.text(#","Parcelas":["#)
        let share = facts.total / facts.parcelCount
        for number in 1...facts.parcelCount {
            if number > 1 { text.text(",") }
            text.text(#"{"dDtVenc":""#)
            text.date(dates.included + 7 + 30 * number)
            text.text(#"","meio_pagamento":"15","nDias":"#)
            text.integer(30 * number)
            text.text(#","nParcela":"#)
            text.integer(number)
            text.text(#","nPercentual":"#)
            text.amount(10_000 / facts.parcelCount)
            text.text(#","nValor":"#)
            // The last one takes what is left over.
            text.amount(number == facts.parcelCount ? facts.total - share * (number - 1) : share)
            text.text(#","tipo_documento":"BOL"}"#)
        }
        text.text("]")
    }

    private func registration(_ facts: inout ServiceOrderFacts, to text: inout RecordText) {
        text.text(#""},"InfoCadastro":{"cAmbiente":"P","cCancelada":""#)
        text.text(facts.state == .cancelled ? "S" : "N")
        text.text(#"","cFaturada":""#)
        text.text(facts.state == .invoiced ? "S" : "N")
        text.text(#"","cHrAlt":""#)
        text.time(facts.dice.below(86_400))
        if facts.state == .cancelled { text.text(#"","cHrCanc":"17:40:02"#) }
        if facts.state == .invoiced { text.text(#"","cHrFat":"10:01:00"#) }
        text.text(#"","cHrInc":""#)
        text.time(facts.dice.below(86_400))
        text.text(#"","cOrigem":"API","dDtAlt":""#)
        text.date(dates.changed)
        if facts.state == .cancelled {
            text.text(#"","dDtCanc":""#)
            text.date(dates.changed)
        }
        if facts.state == .invoiced {
            text.text(#"","dDtFat":""#)
            text.date(dates.included + 7)
        }
        text.text(#"","dDtInc":""#)
        text.date(dates.included)
        text.text(#"","uAlt":""#)
        text.text(facts.dice.one(of: OmieWords.users))
        text.text(#"","uInc":"WEBSERVICE"}"#)
    }
}
