import CarretelCore

/// What is loaded, in the order in which it is loaded.
enum LoadResource: String, CaseIterable, Sendable {
    case serviceOrders = "service_orders"
    case clients
    case sellers

    /// The data file of its records.
    var fileName: String { "\(rawValue).jsonl" }

    /// How many pages a `timeout_safe` load reads of it.
    var safePages: Int { self == .clients ? 20 : 10 }

    /// How many records a page has when the job does not say.
    var pageSize: Int { self == .serviceOrders ? 50 : 100 }

    /// Its list in Omie.
    func call(_ parameters: LoadParameters) -> OmieCall {
        var call: OmieCall
        let size = parameters.pageSize ?? pageSize
        switch self {
        case .serviceOrders:
            call = OmieCall(method: "ListarOS", path: "servicos/os/", array: "osCadastro", page: 1, pageSize: size)
            if let month = parameters.month {
                call.filters = [
                    OmieCall.Filter(name: "filtrar_por_data_previsao_de", value: month.first),
                    OmieCall.Filter(name: "filtrar_por_data_previsao_ate", value: month.last),
                ]
            }
        case .clients:
            call = OmieCall(
                method: "ListarClientes", path: "geral/clientes/", array: "clientes_cadastro", page: 1, pageSize: size)
            call.filters = [OmieCall.Filter(name: "apenas_importado_api", value: "N")]
        case .sellers:
            call = OmieCall(
                method: "ListarVendedores", path: "geral/vendedores/", array: "cadastro", page: 1, pageSize: size)
        }
        return call
    }

    /// The name mapping made of its records; nil for none.
    var mapping: NameMapping? {
        switch self {
        case .serviceOrders: nil
        case .clients: .clients
        case .sellers: .sellers
        }
    }

    /// The members in which a job's `search` looks, as paths.
    var searchPaths: [[String]] {
        switch self {
        case .serviceOrders:
            [
                ["Cabecalho", "cNumOS"], ["Cabecalho", "cCodIntOS"], ["InformacoesAdicionais", "cNumContrato"],
                ["InformacoesAdicionais", "cNumPedido"], ["InformacoesAdicionais", "cContato"],
                ["Observacoes", "cObsOS"],
            ]
        case .clients: [["razao_social"], ["nome_fantasia"], ["cnpj_cpf"], ["email"]]
        case .sellers: [["nome"], ["email"]]
        }
    }
}
