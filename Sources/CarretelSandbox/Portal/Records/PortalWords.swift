/// Pieces of made-up service orders.
enum PortalWords {
    static let clients = [
        "METALURGICA ALFA LTDA", "USINA BETA S.A.", "CERÂMICA GAMA & FILHOS LTDA", "PAPEL E CELULOSE DELTA S.A.",
        "MINERAÇÃO ÉPSILON LTDA", "TÊXTIL \"ZETA\" ME", "ALIMENTOS ETA EIRELI", "CIMENTO TETA S.A.",
        "SANEAMENTO IOTA <SUL> LTDA", "FRIGORÍFICO KAPPA LTDA",
    ]
    static let cities = [
        "SÃO PAULO", "BELÉM", "GOIÂNIA", "VITÓRIA", "RECIFE", "JOINVILLE", "SANTA BÁRBARA D'OESTE", "MACAÉ",
    ]
    static let statuses = ["TERMINADA", "EM ANDAMENTO", "PENDENTE", "CANCELADA", "APROVADA", "REPROVADA"]
    static let descriptions = [
        "REBOBINAMENTO COMPLETO DO ESTATOR", "TROCA DE ROLAMENTOS & BALANCEAMENTO",
        "INSPEÇÃO: VIBRAÇÃO ACIMA DE 4,5 mm/s",
        "REVISÃO GERAL", "ENSAIO ELÉTRICO COM LAUDO", "LIMPEZA E SECAGEM EM ESTUFA", "RECUPERAÇÃO DE EIXO",
        "PEÇA NÃO ENCONTRADA NO ESTOQUE",
    ]
    static let tasks = ["DESMONTAGEM", "PERITAGEM", "MONTAGEM", "TESTE FINAL", "EXPEDIÇÃO"]
    static let services = ["CORRETIVA", "PREVENTIVA", "PREDITIVA", "GARANTIA", "FABRICAÇÃO"]
    static let departments = ["OFICINA MECÂNICA", "OFICINA ELÉTRICA", "CAMPO", "LABORATÓRIO"]
    static let equipment = [
        "MOTOR DE INDUÇÃO TRIFÁSICO", "GERADOR SÍNCRONO", "TRANSFORMADOR A SECO", "BOMBA CENTRÍFUGA",
        "MOTOR DE CORRENTE CONTÍNUA", "REDUTOR DE VELOCIDADE", "VENTILADOR AXIAL",
    ]
    static let makers = ["FÁBRICA ALFA", "ELÉTRICA BETA", "GAMA MÁQUINAS", "DELTA & CIA"]
    static let models = ["HGF 315", "W-22/280", "AX 1000", "TR 45 IP55", "K\"7\""]
    static let placeholders = ["*", "***", "SELECIONE", "ARQUIVAR", "", "   ", "\u{A0}"]
}
