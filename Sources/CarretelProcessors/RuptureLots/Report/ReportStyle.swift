/// The look of reports: part of their pages, so that they need nothing from anywhere.
package enum ReportStyle {
    /// The style sheet.
    package static let css: StaticString = """
        :root{--ink:#1c2733;--soft:#5b6b7c;--line:#dde3ea;--ground:#f5f7fa;--card:#fff;
        --danger:#c62828;--warning:#f2b600;--info:#1565c0;--secondary:#78848f;--success:#2e7d32}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif}
        main,header{max-width:76rem;margin:0 auto;padding:1rem 1.25rem}
        main{padding-top:0}
        h1{font-size:1.6rem;margin:.4rem 0 0}
        h2{font-size:1.15rem;margin:2rem 0 .6rem}
        p.note,header p{color:var(--soft);margin:.2rem 0}
        .cards{display:flex;flex-wrap:wrap;gap:.8rem;margin:1rem 0}
        .card{flex:1 1 auto;white-space:nowrap;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem}
        .card b{display:block;font-size:1.35rem}
        .card span{color:var(--soft);font-size:.85rem}
        figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem;overflow-x:auto}
        svg{display:block;width:100%;min-width:34rem;max-width:48rem;height:auto}
        svg text{font:13px system-ui,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--ink)}
        .wide{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
        table{border-collapse:collapse;width:100%;font-size:.92rem}
        th,td{padding:.45rem .7rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
        thead th{border-top:0;background:#eef2f6;position:sticky;top:0;white-space:nowrap}
        #pedidos td:nth-child(-n+3){white-space:nowrap}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .badge{display:inline-block;min-width:4.6rem;text-align:center;border-radius:.3rem;padding:.05rem .4rem;color:#fff;font-weight:600;font-size:.8rem}
        .danger{background:var(--danger);fill:var(--danger)}
        .warning{background:var(--warning);fill:var(--warning);color:#3a2c00}
        .info{background:var(--info);fill:var(--info)}
        .secondary{background:var(--secondary);fill:var(--secondary)}
        .success{background:var(--success);fill:var(--success)}
        details summary{cursor:pointer;white-space:nowrap}
        details ul{margin:.3rem 0 0;padding-left:1.1rem}
        .soft{color:var(--soft)}
        @media print{body{background:#fff}thead th{position:static}.card,figure,.wide{break-inside:avoid-page}}
        """
}
