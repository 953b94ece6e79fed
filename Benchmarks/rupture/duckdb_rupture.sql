-- The stock-out analysis of docs/rupture-lots.md by DuckDB. $$folder and its like are filled in by duckdb_rupture.py.
-- Quantities, prices and values are decimals, so nothing is rounded but where the rules round.

CREATE MACRO half_even(n, d) AS
    n // d + CASE WHEN 2 * (n % d) > d OR (2 * (n % d) = d AND (n // d) % 2 = 1) THEN 1 ELSE 0 END;

-- A table, for its rows keep the order of the file as their rowid.
CREATE TEMP TABLE orders AS
SELECT * FROM read_csv('$folder/orders.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {'num_pedido': 'VARCHAR', 'cod_produto': 'VARCHAR', 'nome_produto': 'VARCHAR',
               'qtd_saldo': 'DECIMAL(9, 3)', 'preco': 'DECIMAL(9, 2)'})
WHERE $chosen;

-- The group of each product that has equivalents, named by its first product: whoever can be reached is in it.
CREATE TEMP TABLE groups AS
WITH RECURSIVE equivalents AS MATERIALIZED (
    FROM read_csv('$folder/equivalents.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        columns = {'cod_produto': 'VARCHAR', 'grupo': 'VARCHAR'})
), neighbours AS MATERIALIZED (
    SELECT DISTINCT a.cod_produto, b.cod_produto AS neighbour
    FROM equivalents a JOIN equivalents b USING (grupo)
), reached AS (
    FROM neighbours
    UNION
    SELECT r.cod_produto, n.neighbour
    FROM reached r JOIN neighbours n ON n.cod_produto = r.neighbour
)
SELECT cod_produto, min(neighbour) AS grupo FROM reached GROUP BY cod_produto;

CREATE TEMP TABLE stock AS
SELECT coalesce(g.grupo, s.cod_produto) AS grupo, sum(qtd_movimentacao) AS estoque
FROM read_csv('$folder/stock.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {'cod_produto': 'VARCHAR', 'qtd_movimentacao': 'DECIMAL(12, 3)'}) s
LEFT JOIN groups g USING (cod_produto)
GROUP BY ALL;

CREATE TEMP TABLE production AS
WITH daily AS (
    SELECT coalesce(g.grupo, p.cod_produto) AS grupo, data_programacao AS dia,
        sum(qtd_programada)::DECIMAL(15, 3) AS qtd
    FROM read_csv('$folder/production.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        columns = {'cod_produto': 'VARCHAR', 'data_programacao': 'DATE', 'qtd_programada': 'DECIMAL(12, 3)'}) p
    LEFT JOIN groups g USING (cod_produto)
    WHERE data_programacao >= DATE '$today'
    GROUP BY ALL
)
SELECT *, sum(qtd) OVER (PARTITION BY grupo ORDER BY dia)::DECIMAL(15, 3) AS acumulado FROM daily;

-- How far each group falls below its stock on hand by the end of a day of the horizon; never above 0.
CREATE TEMP TABLE falls AS
WITH shipments AS (
    SELECT coalesce(g.grupo, s.cod_produto) AS grupo, expedicao AS dia, -qtd_saldo AS qtd
    FROM read_csv('$folder/shipments.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        columns = {'cod_produto': 'VARCHAR', 'expedicao': 'DATE', 'qtd_saldo': 'DECIMAL(12, 3)'}) s
    LEFT JOIN groups g USING (cod_produto)
    WHERE expedicao BETWEEN DATE '$today' AND DATE '$today' + 7
), changes AS (
    SELECT grupo, dia, sum(qtd) AS qtd
    FROM (FROM shipments UNION ALL
          SELECT grupo, dia, qtd FROM production WHERE dia <= DATE '$today' + 7)
    GROUP BY ALL
), balances AS (
    SELECT grupo, sum(qtd) OVER (PARTITION BY grupo ORDER BY dia) AS saldo FROM changes
)
SELECT grupo, least(min(saldo), 0) AS queda FROM balances GROUP BY grupo;

CREATE TEMP TABLE lines AS
SELECT o.rowid AS linha, num_pedido, o.cod_produto, nome_produto, qtd_saldo, coalesce(preco, 0) AS preco,
    (qtd_saldo * coalesce(preco, 0))::DECIMAL(18, 5) AS valor,
    coalesce(g.grupo, o.cod_produto) AS grupo,
    coalesce(s.estoque, 0)::DECIMAL(15, 3) AS estoque,
    (coalesce(s.estoque, 0) + coalesce(f.queda, 0))::DECIMAL(15, 3) AS minimo,
    qtd_saldo > coalesce(s.estoque, 0) + coalesce(f.queda, 0) AS falta
FROM orders o
LEFT JOIN groups g ON g.cod_produto = o.cod_produto
LEFT JOIN stock s ON s.grupo = coalesce(g.grupo, o.cod_produto)
LEFT JOIN falls f ON f.grupo = coalesce(g.grupo, o.cod_produto)
WHERE qtd_saldo > 0;

CREATE TEMP TABLE short AS
WITH first_production AS (
    SELECT grupo, min(dia) AS dia, arg_min(qtd, dia) AS qtd FROM production GROUP BY grupo
), growing AS (
    -- A production of nothing makes nothing available.
    FROM production WHERE qtd > 0
)
SELECT l.*, f.dia AS data_producao, f.qtd AS qtd_producao, p.dia + 1 AS data_disponivel
FROM (SELECT *, qtd_saldo - minimo AS ruptura FROM lines WHERE falta) l
LEFT JOIN first_production f ON f.grupo = l.grupo
ASOF LEFT JOIN growing p ON p.grupo = l.grupo AND l.ruptura <= p.acumulado;

-- Items become JSON before they are gathered: sorting finished text is cheaper than sorting structs.
COPY (
    WITH missing AS (
        SELECT num_pedido, count(*) AS n, sum(valor) AS perdido, max(data_disponivel) AS quando,
            bool_or(data_producao IS NULL) AS sem_producao,
            list(to_json({'cod_produto': cod_produto, 'nome_produto': nome_produto, 'qtd_saldo': qtd_saldo,
                  'estoque_atual': estoque, 'estoque_min_d7': minimo, 'ruptura_qtd': ruptura,
                  'data_producao': data_producao, 'qtd_producao': qtd_producao,
                  'data_disponivel': data_disponivel}) ORDER BY linha) AS itens
        FROM short GROUP BY num_pedido
    ), fine AS (
        SELECT num_pedido, count(*) AS n,
            list(to_json({'cod_produto': cod_produto, 'nome_produto': nome_produto, 'qtd_saldo': qtd_saldo,
                  'estoque_atual': estoque, 'estoque_min_d7': minimo, 'preco_unitario': preco,
                  'valor_total': valor}) ORDER BY linha) AS itens
        FROM lines WHERE NOT falta GROUP BY num_pedido
    ), totals AS (
        SELECT num_pedido, min(linha) AS linha, count(*) AS total, sum(valor) AS valor FROM lines GROUP BY num_pedido
    ), orders AS (
        SELECT t.*, coalesce(m.n, 0) AS faltas, coalesce(m.perdido, 0) AS perdido,
            coalesce(m.itens, []) AS itens, coalesce(f.itens, []) AS disponiveis,
            CASE WHEN t.valor = 0 THEN 0
                 ELSE half_even((coalesce(m.perdido, 0) * 1000000000)::HUGEINT, (t.valor * 100000)::HUGEINT)
            END::BIGINT AS pontos,
            CASE WHEN m.n IS NULL THEN 'agora' WHEN NOT m.sem_producao THEN m.quando::VARCHAR END AS quando
        FROM totals t LEFT JOIN missing m USING (num_pedido) LEFT JOIN fine f USING (num_pedido)
    ), numbered AS (
        SELECT *, (row_number() OVER (ORDER BY linha) - 1) // 20 AS lote, half_even(10000 - pontos, 100) AS servido
        FROM orders
    )
    SELECT true AS success, faltas = 0 AS pedido_ok, num_pedido, lote % 2 AS worker_id, lote AS lote_index,
        current_timestamp AS processado_em, servido AS percentual_disponibilidade, quando AS data_disponibilidade_total,
        CASE WHEN faltas = 0 THEN 'Todos os itens estão disponíveis em estoque' END AS message,
        {'num_pedido': num_pedido, 'percentual_ruptura': (pontos / 100)::DECIMAL(5, 2),
         'percentual_disponibilidade': servido,
         'percentual_itens_disponiveis': half_even((total - faltas) * 100, total),
         'qtd_itens_ruptura': faltas, 'qtd_itens_disponiveis': total - faltas, 'total_itens': total,
         'criticidade': CASE
             WHEN faltas = 0 THEN NULL
             WHEN faltas > 3 AND pontos > 1000 THEN 'CRITICA'
             WHEN faltas <= 3 AND pontos <= 1000 THEN 'ALTA'
             WHEN faltas <= 2 AND pontos <= 500 THEN 'MEDIA'
             ELSE 'BAIXA' END,
         'valor_total_pedido': valor, 'valor_disponivel': valor - perdido, 'valor_com_ruptura': perdido,
         'data_disponibilidade_total': quando} AS resumo,
        itens, disponiveis AS itens_disponiveis, true AS sem_cache
    FROM numbered ORDER BY linha
) TO '$results' (FORMAT json);
