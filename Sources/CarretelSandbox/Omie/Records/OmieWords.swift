/// Pieces of made-up records, as JSON strings hold them: non-ASCII escaped, HTML entities where Omie leaves them.
enum OmieWords {
    static let companies: [StaticString] = [
        "ALFA", "BETA", #"CONSTRU\u00c7\u00d5ES DELTA"#, "EPSILON &amp; FILHOS", #"FARM\u00c1CIA GAMA"#,
        #"IND\u00daSTRIA KAPPA"#, "LAMBDA", #"MERCEARIA S\u00c3O JO\u00c3O"#, #"PADARIA P\u00c3O QUENTE"#,
        #"TRANSPORTES \u00d4MEGA"#, "SIGMA &quot;MATRIZ&quot;", #"VIDRA\u00c7ARIA TETA"#,
    ]
    static let trades: [StaticString] = [
        #"COM\u00c9RCIO"#, #"SERVI\u00c7OS"#, #"IND\u00daSTRIA"#, #"MANUTEN\u00c7\u00c3O"#, "ENGENHARIA", "TESTE",
    ]
    static let forms: [StaticString] = ["LTDA", "S.A.", "ME", "EPP", "EIRELI"]
    static let nicknames: [StaticString] = [
        "Alfa", "Beta", #"Constru\u00e7\u00f5es Delta"#, "Epsilon &amp; Filhos", #"Farm\u00e1cia Gama"#, "Kappa",
        #"  Mercearia S\u00e3o Jo\u00e3o "#, #"P\u00e3o Quente"#, #"\u00d4mega"#, "Sigma &quot;Matriz&quot;",
    ]
    static let people: [StaticString] = [
        "Ana", "Bruno", #"Cec\u00edlia"#, #"Jo\u00e3o"#, #"L\u00facia"#, "Marcos", #"Ot\u00e1vio"#, "Rita",
        #"S\u00edlvia"#,
        #"Z\u00e9 Ant\u00f4nio"#,
    ]
    static let surnames: [StaticString] = [
        #"Ara\u00fajo"#, #"Concei\u00e7\u00e3o"#, "da Silva", #"Gon\u00e7alves"#, "Nunes", "Pereira", #"Sim\u00f5es"#,
    ]
    static let cities: [StaticString] = [
        #"S\u00c3O PAULO (SP)"#, #"BEL\u00c9M (PA)"#, #"BRAS\u00cdLIA (DF)"#, #"GOI\u00c2NIA (GO)"#, "RECIFE (PE)",
        #"VIT\u00d3RIA (ES)"#,
    ]
    static let states: [StaticString] = ["SP", "PA", "DF", "GO", "PE", "ES"]
    static let streets: [StaticString] = [
        #"Rua das Ac\u00e1cias"#, "Avenida Brasil", #"Pra\u00e7a da S\u00e9"#, "Rua 7 de Setembro", "Alameda Santos",
    ]
    static let services: [StaticString] = [
        #"Visita t\u00e9cnica"#, #"Instala\u00e7\u00e3o de c\u00e2mera &quot;dome&quot;"#,
        #"Manuten\u00e7\u00e3o preventiva"#, #"Troca de pe\u00e7a &amp; limpeza"#, "Treinamento",
        #"Configura\u00e7\u00e3o de rede"#, #"Or\u00e7amento &lt;sem custo&gt;"#, "Reparo de bomba 1\\/2 HP",
    ]
    static let notes: [StaticString] = [
        "", #"Levar escada de 6 m."#, #"Aten\u00e7\u00e3o: port\u00e3o lateral.\nFalar com a portaria."#,
        #"Cliente pediu hor\u00e1rio ap\u00f3s as 14h &amp; nota no mesmo dia."#,
    ]
    static let stages: [StaticString] = ["10", "20", "30", "40", "50"]
    static let users: [StaticString] = ["P000100001", "P000100002", "WEBSERVICE"]
}
