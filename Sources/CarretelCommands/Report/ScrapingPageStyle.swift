/// What the page adds to the look of reports: charts, long names, and dark screens.
enum ScrapingPageStyle {
    static let css: StaticString = """
        svg{max-width:none}
        svg.whole{min-width:50rem}
        svg.half{min-width:0}
        svg text{fill:var(--soft);font-size:12px}
        .axis{stroke:var(--line);stroke-width:1}
        .legend{display:flex;align-items:center;gap:.4rem;margin:1.2rem 0 -1rem;color:var(--soft)}
        .key{width:.9rem;height:.9rem;border-radius:.2rem}
        .key+.key,.legend .danger{margin-left:.8rem}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,32rem),1fr));gap:0 1rem}
        td.name{overflow-wrap:anywhere;min-width:10rem;max-width:26rem}
        .badge{white-space:nowrap}
        td.when{white-space:nowrap}
        #alertas{list-style:none;margin:1rem 0 0;padding:0}
        #alertas li{border:1px solid var(--danger);border-left-width:.4rem;border-radius:.3rem;padding:.4rem .8rem;margin:.4rem 0}
        @media (prefers-color-scheme:dark){
        :root{color-scheme:dark;--ink:#e4eaf0;--soft:#a3b1bf;--line:#33404c;--ground:#11171d;--card:#19212a;
        --danger:#e05555;--warning:#e0b030;--info:#4a90d9;--secondary:#8b98a5;--success:#4caf58}
        thead th{background:#222d38}
        .badge{color:#10161c}}
        """
}
