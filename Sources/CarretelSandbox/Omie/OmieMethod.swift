/// The list calls that the sandbox answers.
enum OmieMethod: String, CaseIterable, Sendable {
    case listServiceOrders = "ListarOS"
    case listClients = "ListarClientes"
    case listClientsShort = "ListarClientesResumido"
    case listSellers = "ListarVendedores"

    /// Under the prefix, with the slash at the end that Omie wants.
    var path: String {
        switch self {
        case .listServiceOrders: "servicos/os/"
        case .listClients, .listClientsShort: "geral/clientes/"
        case .listSellers: "geral/vendedores/"
        }
    }

    /// The name of the array of records.
    var arrayName: StaticString {
        switch self {
        case .listServiceOrders: "osCadastro"
        case .listClients: "clientes_cadastro"
        case .listClientsShort: "clientes_cadastro_resumido"
        case .listSellers: "cadastro"
        }
    }

    /// The name of the structure that its parameters are, as faults say it.
    var requestType: String {
        switch self {
        case .listServiceOrders: "osListarRequest"
        case .listClients, .listClientsShort: "clientes_list_request"
        case .listSellers: "vendListarRequest"
        }
    }

    /// Whether a page past the end is an empty answer with a total of 0, and no fault.
    var answersPastTheEnd: Bool { self == .listSellers }

    /// The tags that its parameters may have; any other is a fault.
    var tags: Set<String> {
        switch self {
        case .listServiceOrders: Self.commonTags.union(Self.serviceOrderTags)
        case .listClients, .listClientsShort: Self.commonTags.union(Self.clientTags)
        case .listSellers: Self.commonTags.union(["filtrar_por_email", "filtrar_por_nome"])
        }
    }

    private static let commonTags: Set<String> = [
        "pagina", "registros_por_pagina", "apenas_importado_api", "ordenar_por", "ordem_decrescente",
        "ordem_descrescente", "filtrar_por_data_de", "filtrar_por_data_ate", "filtrar_apenas_inclusao",
        "filtrar_apenas_alteracao",
    ]
    private static let clientTags: Set<String> = [
        "filtrar_por_hora_de", "filtrar_por_hora_ate", "clientesFiltro", "clientesPorCodigo",
    ]
    private static let serviceOrderTags: Set<String> = [
        "filtrar_por_status", "filtrar_por_etapa", "filtrar_por_cliente", "filtrar_por_codigo",
        "filtrar_por_data_previsao_de", "filtrar_por_data_previsao_ate", "filtrar_por_data_faturamento_de",
        "filtrar_por_data_faturamento_ate", "filtrar_por_data_cancelamento_de", "filtrar_por_data_cancelamento_ate",
        "cExibirDespesas", "cExibirProdutos", "cTipoFat",
    ]
}
