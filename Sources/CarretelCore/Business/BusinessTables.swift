extension BusinessTable {
    /// Every table of the business store, in the order of the services that fill them.
    package static let all: [BusinessTable] = [
        .invoices, .backlog, .requisitions, .purchases, .allocations, .receipts,
        .stockOnHand, .plannedShipments, .plannedReceipts, .purchasesInTransit,
    ]

    /// Lines of invoices (`faturamento`).
    package static let invoices = BusinessTable(
        name: "faturamento",
        columns: [
            BusinessColumn("numero_nf", .text), BusinessColumn("cod_produto", .text),
            BusinessColumn("nome_produto", .text), BusinessColumn("status_nf", .text),
            BusinessColumn("tipo_pedido", .text), BusinessColumn("data_fatura", .date),
            BusinessColumn("qtd_produto_faturado", .quantity), BusinessColumn("preco_produto_faturado", .money),
            BusinessColumn("valor_produto_faturado", .money), BusinessColumn("origem", .text),
            BusinessColumn("cliente", .text), BusinessColumn("cliente_id", .integer),
            BusinessColumn("produto_id", .integer), BusinessColumn("fatura_id", .integer),
            BusinessColumn("empresa_id", .integer),
        ],
        key: ["numero_nf", "cod_produto"])

    /// Lines of sales orders (`carteira`), with what of them is still open.
    package static let backlog = BusinessTable(
        name: "carteira",
        columns: [
            BusinessColumn("num_pedido", .text), BusinessColumn("cod_produto", .text),
            BusinessColumn("nome_produto", .text), BusinessColumn("status_pedido", .text),
            BusinessColumn("tipo_pedido", .text), BusinessColumn("data_pedido", .moment),
            BusinessColumn("data_entrega_pedido", .moment), BusinessColumn("qtd_produto_pedido", .quantity),
            BusinessColumn("qtd_faturada", .quantity), BusinessColumn("qtd_saldo_produto_pedido", .quantity),
            BusinessColumn("preco_produto_pedido", .money), BusinessColumn("valor_produto_pedido", .money),
            BusinessColumn("pedido_cliente", .text), BusinessColumn("cliente", .text),
            BusinessColumn("cliente_id", .integer), BusinessColumn("produto_id", .integer),
            BusinessColumn("pedido_id", .integer), BusinessColumn("empresa_id", .integer),
        ],
        key: ["num_pedido", "cod_produto"])

    /// Lines of purchase requests (`requisicoes`).
    package static let requisitions = BusinessTable(
        name: "requisicoes",
        columns: [
            BusinessColumn("linha_id", .integer), BusinessColumn("num_requisicao", .text),
            BusinessColumn("cod_produto", .text), BusinessColumn("nome_produto", .text),
            BusinessColumn("descricao", .text), BusinessColumn("status", .text),
            BusinessColumn("status_compra", .text), BusinessColumn("qtd_produto_requisicao", .quantity),
            BusinessColumn("data_requisicao", .date), BusinessColumn("data_necessidade", .date),
            BusinessColumn("solicitante", .text), BusinessColumn("responsavel", .text),
            BusinessColumn("origem", .text), BusinessColumn("produto_id", .integer),
            BusinessColumn("requisicao_id", .integer), BusinessColumn("empresa_id", .integer),
        ],
        key: ["linha_id"])

    /// Lines of purchase orders (`pedidos`).
    package static let purchases = BusinessTable(
        name: "pedidos",
        columns: [
            BusinessColumn("num_pedido", .text), BusinessColumn("cod_produto", .text),
            BusinessColumn("empresa_id", .integer), BusinessColumn("nome_produto", .text),
            BusinessColumn("status", .text), BusinessColumn("tipo_pedido", .text),
            BusinessColumn("data_pedido", .moment), BusinessColumn("data_prevista", .moment),
            BusinessColumn("qtd_produto_pedido", .quantity), BusinessColumn("qtd_recebida", .quantity),
            BusinessColumn("preco_produto_pedido", .money), BusinessColumn("valor_produto_pedido", .money),
            BusinessColumn("fornecedor", .text), BusinessColumn("fornecedor_id", .integer),
            BusinessColumn("produto_id", .integer), BusinessColumn("pedido_id", .integer),
        ],
        key: ["num_pedido", "cod_produto", "empresa_id"])

    /// Allocations of purchases to requests (`alocacoes`).
    package static let allocations = BusinessTable(
        name: "alocacoes",
        columns: [
            BusinessColumn("alocacao_id", .integer), BusinessColumn("requisicao_linha_id", .integer),
            BusinessColumn("pedido_linha_id", .integer), BusinessColumn("movimento_id", .integer),
            BusinessColumn("cod_produto", .text), BusinessColumn("status_compra", .text),
            BusinessColumn("qtd_requisitada", .quantity), BusinessColumn("qtd_alocada", .quantity),
            BusinessColumn("qtd_aberta", .quantity), BusinessColumn("produto_id", .integer),
            BusinessColumn("empresa_id", .integer),
        ],
        key: ["alocacao_id"])

    /// Receipts of purchased goods that are done (`entradas`).
    package static let receipts = BusinessTable(
        name: "entradas",
        columns: [
            BusinessColumn("movimento_id", .integer), BusinessColumn("num_recebimento", .text),
            BusinessColumn("cod_produto", .text), BusinessColumn("nome_produto", .text),
            BusinessColumn("qtd_movimentacao", .quantity), BusinessColumn("data_movimentacao", .moment),
            BusinessColumn("origem", .text), BusinessColumn("local_destino", .text),
            BusinessColumn("fornecedor", .text), BusinessColumn("fornecedor_id", .integer),
            BusinessColumn("pedido_linha_id", .integer), BusinessColumn("produto_id", .integer),
            BusinessColumn("recebimento_id", .integer), BusinessColumn("empresa_id", .integer),
        ],
        key: ["movimento_id"])

    /// Stock in internal locations (`estoque_saldos`), part of the service `estoque`.
    package static let stockOnHand = BusinessTable(
        name: "estoque_saldos",
        columns: [
            BusinessColumn("saldo_id", .integer), BusinessColumn("cod_produto", .text),
            BusinessColumn("qtd_saldo", .quantity), BusinessColumn("qtd_reservada", .quantity),
            BusinessColumn("local", .text), BusinessColumn("produto_id", .integer),
            BusinessColumn("local_id", .integer), BusinessColumn("empresa_id", .integer),
        ],
        key: ["saldo_id"])

    /// Moves out of stock that are still to be done (`estoque_saidas`), part of the service `estoque`.
    package static let plannedShipments = BusinessTable(
        name: "estoque_saidas", columns: plannedMoveColumns, key: ["movimento_id"])

    /// Moves into stock that are still to be done and belong to no purchase order (`estoque_entradas`), part of the
    /// service `estoque`.
    package static let plannedReceipts = BusinessTable(
        name: "estoque_entradas", columns: plannedMoveColumns, key: ["movimento_id"])

    /// What of confirmed purchase orders has not been received (`estoque_compras`), part of the service `estoque`.
    package static let purchasesInTransit = BusinessTable(
        name: "estoque_compras",
        columns: [
            BusinessColumn("linha_id", .integer), BusinessColumn("num_pedido", .text),
            BusinessColumn("cod_produto", .text), BusinessColumn("data_prevista", .moment),
            BusinessColumn("qtd_pendente", .quantity), BusinessColumn("produto_id", .integer),
            BusinessColumn("empresa_id", .integer),
        ],
        key: ["linha_id"])

    private static let plannedMoveColumns = [
        BusinessColumn("movimento_id", .integer), BusinessColumn("cod_produto", .text),
        BusinessColumn("data_prevista", .moment), BusinessColumn("qtd_prevista", .quantity),
        BusinessColumn("status", .text), BusinessColumn("origem", .text), BusinessColumn("produto_id", .integer),
        BusinessColumn("empresa_id", .integer),
    ]
}
