import CarretelCore
import CarretelHTML
import Testing

@testable import CarretelProcessors

@Suite struct CleaningTests {
    private let cleaning = Cleaning(PortalLayout.plain.fields)

    @Test(arguments: [
        ("00012", "12"), ("12", "12"), ("000", "0"), ("", "0"), (" 007-A ", "7-A"), ("10", "10"),
    ])
    func leadingZerosAreTakenOffTheNumber(text: String, number: String) {
        #expect(Cleaning.orderNumber(text) == number)
    }

    @Test(arguments: [
        ("OS", "0012", "12"), ("OS", "***", ""), ("OS", "", ""), ("OS", "000", "0"), ("CNPJ", "*", ""),
        ("MODELO", " Selecione ", ""), ("TAREFA", "ARQUIVAR", ""), ("TAREFA", "\u{A0}", ""),
        ("TAREFA", "A * B", "A * B"),
        ("CODIGO DO CLIENTE", "0007", "0007"), ("CLIENTE", "A\u{A0} \n\t B", "A B"), ("CLIENTE", "A\u{200B}B", "AB"),
        ("MODELO", "AX 1000   TERMINADA", "AX 1000"), ("FABRICANTE", "DELTA & CIA - em andamento", "DELTA & CIA"),
        ("MODELO", "PENDENTE", ""), ("MODELO", "APROVADAX", "APROVADAX"), ("MODELO", "REPROVADA", ""),
        ("MODELO", "* CANCELADA", ""), ("ROTAÇÃO (RPM)", "1785 APROVADA EM 01/02", "1785"),
        ("STATUS DA OS", "EM ANDAMENTO", "EM ANDAMENTO"), ("DESCRIÇÃO", "PINTURA PENDENTE", "PINTURA PENDENTE"),
    ])
    func valuesAreCleaned(name: String, text: String, value: String) {
        #expect(cleaning.value(text, of: name) == value)
    }

    @Test(arguments: [
        (" nome  cliente : ", "NOME CLIENTE"), ("Município", "MUNICIPIO"), ("nº da os::", "NÚMERO DA OS"),
        ("Campo Novo", "CAMPO NOVO"), ("CÓDIGO\u{A0}CLIENTE", "CODIGO DO CLIENTE"),
    ])
    func labelsBecomeNames(label: String, name: String) {
        #expect(cleaning.name(ofLabel: label) == name)
    }

    private func record(_ markup: String, _ change: (inout FieldRules) -> Void = { _ in }) throws -> OrderRecord {
        var rules = PortalLayout.plain.fields
        change(&rules)
        return try FieldReader(rules).record(of: page("<div class=os-detalhes>\(markup)</div>"))
    }

    @Test func ofOneNameTheFirstWithAValueStays() throws {
        let record = try record("<p><b>CNPJ:</b> *</p><p><b>CNPJ:</b> 1</p><p><b>CNPJ:</b> 2</p>")
        #expect(record.fields == [OrderRecord.Field(name: "CNPJ", value: "1")])
    }

    @Test func fieldsAtPlacesOfTheirOwnGoBeforeLabels() throws {
        let record = try record("<p><b>OS:</b> 1</p><input id=n data-os=0099 value=x>") { rules in
            rules.places = [FieldRules.Place(field: "OS", selector: .css("#n"), attribute: "data-os")]
        }
        #expect(record["OS"] == "99")
    }

    @Test func sentencesWithAColonAreNoFields() throws {
        let long = String(repeating: "palavra ", count: 20)
        #expect(try record("<p>\(long): x</p><p>sem nada</p><p>: x</p><p></p>").fields.isEmpty)
    }

    @Test func withoutItsElementTheLabelStandsBeforeTheFirstColon() throws {
        #expect(try record("<p>Tensão: 220 V: 380 V</p>").fields == [.init(name: "TENSÃO", value: "220 V: 380 V")])
    }
}
