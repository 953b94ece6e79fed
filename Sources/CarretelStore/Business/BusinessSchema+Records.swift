// The ten tables of records. The shapes of CarretelCore (BusinessTable.all) say the same in Swift; a test compares the two.
// Beside the columns of its shape each table has the profile and the record's id upstream, which together are the primary
// key, the record itself, and who brought it when.

extension BusinessSchema {
    /// Those of the first migration.
    static let recordTables = [
        invoices,
        backlog,
        requisitions,
        purchases,
        allocations,
        receipts,
        stockOnHand,
        plannedShipments,
        plannedReceipts,
        purchasesInTransit,
    ]

    private static let invoices = """
        CREATE TABLE faturamento (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          numero_nf TEXT,
          cod_produto TEXT,
          nome_produto TEXT,
          status_nf TEXT,
          tipo_pedido TEXT,
          data_fatura TEXT,
          qtd_produto_faturado INTEGER,
          preco_produto_faturado INTEGER,
          valor_produto_faturado INTEGER,
          origem TEXT,
          cliente TEXT,
          cliente_id INTEGER,
          produto_id INTEGER,
          fatura_id INTEGER,
          empresa_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX faturamento_by_key ON faturamento (profile, numero_nf, cod_produto);
        """

    private static let backlog = """
        CREATE TABLE carteira (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          num_pedido TEXT,
          cod_produto TEXT,
          nome_produto TEXT,
          status_pedido TEXT,
          tipo_pedido TEXT,
          data_pedido TEXT,
          data_entrega_pedido TEXT,
          qtd_produto_pedido INTEGER,
          qtd_faturada INTEGER,
          qtd_saldo_produto_pedido INTEGER,
          preco_produto_pedido INTEGER,
          valor_produto_pedido INTEGER,
          pedido_cliente TEXT,
          cliente TEXT,
          cliente_id INTEGER,
          produto_id INTEGER,
          pedido_id INTEGER,
          empresa_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX carteira_by_key ON carteira (profile, num_pedido, cod_produto);
        """

    private static let requisitions = """
        CREATE TABLE requisicoes (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          linha_id INTEGER,
          num_requisicao TEXT,
          cod_produto TEXT,
          nome_produto TEXT,
          descricao TEXT,
          status TEXT,
          status_compra TEXT,
          qtd_produto_requisicao INTEGER,
          data_requisicao TEXT,
          data_necessidade TEXT,
          solicitante TEXT,
          responsavel TEXT,
          origem TEXT,
          produto_id INTEGER,
          requisicao_id INTEGER,
          empresa_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX requisicoes_by_key ON requisicoes (profile, linha_id);
        """

    private static let purchases = """
        CREATE TABLE pedidos (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          num_pedido TEXT,
          cod_produto TEXT,
          empresa_id INTEGER,
          nome_produto TEXT,
          status TEXT,
          tipo_pedido TEXT,
          data_pedido TEXT,
          data_prevista TEXT,
          qtd_produto_pedido INTEGER,
          qtd_recebida INTEGER,
          preco_produto_pedido INTEGER,
          valor_produto_pedido INTEGER,
          fornecedor TEXT,
          fornecedor_id INTEGER,
          produto_id INTEGER,
          pedido_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX pedidos_by_key ON pedidos (profile, num_pedido, cod_produto, empresa_id);
        """

    private static let allocations = """
        CREATE TABLE alocacoes (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          alocacao_id INTEGER,
          requisicao_linha_id INTEGER,
          pedido_linha_id INTEGER,
          movimento_id INTEGER,
          cod_produto TEXT,
          status_compra TEXT,
          qtd_requisitada INTEGER,
          qtd_alocada INTEGER,
          qtd_aberta INTEGER,
          produto_id INTEGER,
          empresa_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX alocacoes_by_key ON alocacoes (profile, alocacao_id);
        """

    private static let receipts = """
        CREATE TABLE entradas (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          movimento_id INTEGER,
          num_recebimento TEXT,
          cod_produto TEXT,
          nome_produto TEXT,
          qtd_movimentacao INTEGER,
          data_movimentacao TEXT,
          origem TEXT,
          local_destino TEXT,
          fornecedor TEXT,
          fornecedor_id INTEGER,
          pedido_linha_id INTEGER,
          produto_id INTEGER,
          recebimento_id INTEGER,
          empresa_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX entradas_by_key ON entradas (profile, movimento_id);
        """

    private static let stockOnHand = """
        CREATE TABLE estoque_saldos (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          saldo_id INTEGER,
          cod_produto TEXT,
          qtd_saldo INTEGER,
          qtd_reservada INTEGER,
          local TEXT,
          produto_id INTEGER,
          local_id INTEGER,
          empresa_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX estoque_saldos_by_key ON estoque_saldos (profile, saldo_id);
        """

    private static let plannedShipments = """
        CREATE TABLE estoque_saidas (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          movimento_id INTEGER,
          cod_produto TEXT,
          data_prevista TEXT,
          qtd_prevista INTEGER,
          status TEXT,
          origem TEXT,
          produto_id INTEGER,
          empresa_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX estoque_saidas_by_key ON estoque_saidas (profile, movimento_id);
        """

    private static let plannedReceipts = """
        CREATE TABLE estoque_entradas (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          movimento_id INTEGER,
          cod_produto TEXT,
          data_prevista TEXT,
          qtd_prevista INTEGER,
          status TEXT,
          origem TEXT,
          produto_id INTEGER,
          empresa_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX estoque_entradas_by_key ON estoque_entradas (profile, movimento_id);
        """

    private static let purchasesInTransit = """
        CREATE TABLE estoque_compras (
          profile TEXT NOT NULL,
          odoo_id INTEGER NOT NULL,
          linha_id INTEGER,
          num_pedido TEXT,
          cod_produto TEXT,
          data_prevista TEXT,
          qtd_pendente INTEGER,
          produto_id INTEGER,
          empresa_id INTEGER,
          raw TEXT NOT NULL,
          first_seen TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          job_id TEXT NOT NULL,
          PRIMARY KEY (profile, odoo_id)
        ) STRICT;
        CREATE INDEX estoque_compras_by_key ON estoque_compras (profile, linha_id);
        """
}
