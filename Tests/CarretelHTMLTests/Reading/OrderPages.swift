/// Pages of the shape that portals have.
enum OrderPages {
    /// A service order on a page of the server's, untidy as they are.
    static func plain(_ number: String = "00012", extra: String = "") -> String {
        """
        <!DOCTYPE html>
        <html lang="pt-BR"><head><meta charset="utf-8"><title>OS \(number) - Portal de serviços</title></head>
        <body><header><nav><a href="/portal/os">Ordens de serviço</a> <a href="/portal/logout">Sair</a></nav></header>
        <main><h1>Ordem de serviço</h1>
        <div class="cabecalho">
          <p>CNPJ: 10.000.000/0001-00</p>
          <p>CODIGO CLIENTE: 000007</p>
          <p>NOME CLIENTE: SANEAMENTO IOTA &lt;SUL&gt; LTDA</p>
        </div>
        <div class="os-detalhes">
          <p><b>OS:</b> \(number)</p>
          <p><b>NÚMERO DA OS:</b> \(number)
          <P CLASS=linha><B>status da os:</B> EM   ANDAMENTO</P>
          <p><b>DESCRIÇÃO:</b></b> INSPE&Ccedil;&Atilde;O: VIBRA&#199;&#195;O ACIMA
              DE&nbsp;&nbsp;4,5 mm/s</p>
          <p><b>TAREFA:</b></span> ***</p>
          <p align=left id='c'><b> TIPO DO EQUIPAMENTO: </b> <span>MOTOR TRIF&Aacute;SICO
             EM ANDAMENTO</p>
          <p><b>FABRICANTE:</b> SELECIONE</p>
          <p><b>CNPJ:</b> *</p>
          <p><b>Município</b>: BELÉM</p>
          <p>Sem rótulo e sem nada</p>
          <p><b>MODELO: W-22/280 <i>PENDENTE</i></p>
          \(extra)
        </div></main></body></html>
        """
    }

    static let login = """
        <html><body><div class="erro"></div>
        <form action="/busca"><input name="q"></form>
        <form method="POST" action=" /portal/login "><fieldset>
          <input type="hidden" name="csrf" value="a&amp;b=1"><input type=hidden value=nameless>
          <input id="login_username" name="usuario"><input id="login_password" type="password" name="senha">
          <input type=checkbox name=lembrar checked><input type=checkbox name=nunca value=1>
          <input type=radio name=modo value=a><input type=radio name=modo value=b checked>
          <select name="filial"><option value="">-</option><option value="2" selected>Dois</option></select>
          <select name="idioma"><option>pt  BR</option><option>en</option></select>
          <textarea name=nota>oi</textarea><input name=morto value=x disabled><input type=file name=arquivo>
          <button type="button" name="ajuda" value="1">?</button>
          <button type="submit" name="acao" value="entrar">Entrar</button><button name="acao" value="sair">Sair</button>
        </fieldset></form></body></html>
        """

    /// The page that a portal of scripts is before they run.
    static let shell = """
        <!DOCTYPE html><html><head><title>Portal</title></head><body><div id="root"></div>
        <noscript>Você precisa habilitar o JavaScript.</noscript><script src="/spa/assets/app.js"></script></body></html>
        """

    /// The same with a service order in it.
    static func antd(_ fields: String) -> String {
        """
        <html><body><div id="root"><ul><li class="ant-menu-item">Ordens</li></ul><div class="ant-card-body">
        <div class="ant-tabs"><div class="ant-tabs-tab">Dados gerais</div>
        <div class="ant-tabs-tab ant-tabs-tab-active">Informações da OS</div></div>\(fields)</div></div>
        <noscript>JavaScript</noscript></body></html>
        """
    }

    /// A page with a text in it.
    static func saying(_ markup: String) -> String {
        "<html><head><title>Ordens</title></head><body><main>\(markup)</main></body></html>"
    }
}
