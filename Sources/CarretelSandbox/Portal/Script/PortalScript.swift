/// The pages of the portal built by script, hand-written in the shape that React and Ant Design give theirs.
enum PortalScript {
    /// What every address answers.
    static let shell = """
        <!DOCTYPE html>
        <html lang="pt-BR">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Portal OS</title></head>
        <body>
        <div id="root"></div>
        <noscript>Você precisa habilitar o JavaScript para usar este aplicativo.</noscript>
        <script src="/spa/assets/app.js"></script>
        </body>
        </html>

        """

    /// The whole script.
    static let text =
        "(function () {\n'use strict';\n\(tools)\(login)\(frame)\(order)window.onpopstate = start;\nstart();\n})();\n"
}
