/// The pages of the plain portal.
enum PortalPage {
    /// The page with the form; `error` is what it says of the last try.
    static func login(token: String, error: String? = nil) -> String {
        let notice = error.map { "<div class=\"erro\">\($0)</div>\n" } ?? ""
        return frame(
            title: "Entrar",
            """
            <h1>Entrar</h1>
            \(notice)<form method="post" action="/portal/login">
              <input type="hidden" name="csrf" value="\(token)">
              <p><label for="login_username">Usuário</label> <input id="login_username" name="usuario" autofocus></p>
              <p><label for="login_password">Senha</label> <input id="login_password" type="password" name="senha"></p>
              <button type="submit">Entrar</button>
            </form>
            """, isLoggedIn: false)
    }

    /// The page with the form after the portal was built anew.
    static let renamedLogin = frame(
        title: "Acesso",
        """
        <h2>Acesso</h2>
        <div id="acesso"><input class="campo" name="u"> <input class="campo" name="s" type="password"> <a href="#">OK</a></div>
        """, isLoggedIn: false)

    /// The first page after the login.
    static let home = frame(title: "Início", "<h1>Portal de serviços</h1>\n\(searchForm)")

    /// The search, before anything was searched for.
    static let search = frame(title: "Ordens de serviço", "<h1>Ordens de serviço</h1>\n\(searchForm)")

    /// What a search found.
    static func found(_ order: PortalOrder) -> String {
        frame(
            title: "Ordens de serviço",
            """
            <h1>Ordens de serviço</h1>
            \(searchForm)
            <ul><li><a class="resultado" href="/portal/os/\(order.number)">OS \(order.number)</a></li></ul>
            """)
    }

    /// There is no such order.
    static let notFound = frame(
        title: "Ordens de serviço",
        """
        <h1>Ordens de serviço</h1>
        \(searchForm)
        <div class="aviso">Nenhum resultado: a OS não foi encontrada</div>
        """)

    /// The page of an order.
    static func order(_ order: PortalOrder, seed: UInt64) -> String {
        frame(title: "OS \(order.number)", content(of: order, seed: seed))
    }

    /// What the page of an order has between its frame.
    static func content(of order: PortalOrder, seed: UInt64) -> String {
        var markup = PortalMarkup(seed: seed, number: order.number)
        var text = "<h1>Ordem de serviço</h1>\n<img src=\"/portal/img/os/\(order.number).svg\" alt=\"\">\n"
        text += "<div class=\"cabecalho\">\n"
        for field in order.header { text += markup.line(field) }
        text += "</div>\n<div class=\"os-detalhes\">\n"
        for field in order.fields { text += markup.paragraph(field) }
        return text + "</div>"
    }

    /// The same order after the portal was built anew: other elements, other classes, other labels.
    static func renamed(_ order: PortalOrder) -> String {
        let rows = order.renamed.fields.map { field in
            "<dt>\(PortalMarkup.escaped(field.label))</dt><dd>\(PortalMarkup.escaped(field.shown))</dd>\n"
        }
        return frame(title: "Ficha", "<h2>Ficha</h2>\n<dl class=\"ficha\">\n\(rows.joined())</dl>")
    }

    /// A page that shows nothing until its script has fetched the rest.
    static let shell = """
        <!DOCTYPE html>
        <html lang="pt-BR">
        <head><meta charset="utf-8"><title>Portal de serviços</title></head>
        <body><div id="root"></div>
        <noscript>Você precisa habilitar o JavaScript para usar este portal.</noscript>
        <script src="/portal/assets/pagina.js"></script>
        </body>
        </html>

        """

    /// The script of ``shell``: it fetches the page that a server used to draw.
    static let shellScript = """
        fetch(location.pathname + '?parcial=1', { credentials: 'same-origin' })
          .then(function (answer) { return answer.text(); })
          .then(function (text) { document.getElementById('root').innerHTML = text; });

        """

    /// What is said of a form that was not sent from a page of this session.
    static let wrongToken = frame(
        title: "Acesso negado", "<h1>403</h1>\n<p>A página expirou. Volte e tente de novo.</p>", isLoggedIn: false)

    /// A failure of the application itself.
    static let failure = frame(
        title: "Erro", "<h1>500</h1>\n<p>Ocorreu um erro inesperado. Tente novamente mais tarde.</p>",
        isLoggedIn: false)

    private static let searchForm = """
        <form method="get" action="/portal/os">
          <input name="numero" placeholder="Número da OS"> <button type="submit">Buscar</button>
        </form>
        """

    private static func frame(title: String, _ content: String, isLoggedIn: Bool = true) -> String {
        let menu =
            isLoggedIn
            ? #"<nav><a href="/portal/os">Ordens de serviço</a> <a href="/portal/logout">Sair</a></nav>"# : ""
        return """
            <!DOCTYPE html>
            <html lang="pt-BR">
            <head><meta charset="utf-8"><title>\(title) - Portal de serviços</title></head>
            <body>
            <header><img src="/portal/img/logo.svg" alt="Portal de serviços">\(menu)</header>
            <main>
            \(content)
            </main>
            </body>
            </html>

            """
    }
}
