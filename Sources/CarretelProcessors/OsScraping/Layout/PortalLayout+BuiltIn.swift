import CarretelCore

extension PortalLayout {
    /// The layouts that need no configuration, by name.
    static let builtIn = [plain, antd]

    /// A portal whose pages are made by its server.
    static let plain = PortalLayout(
        name: "plain",
        login: PortalLogin(
            path: "/login", username: .css("#login_username"), password: .css("#login_password"),
            submit: .css("button[type=submit]")),
        search: OrderSearch(
            path: "/os/{os}", result: nil, startPath: "/os",
            steps: [
                // The page of a service order has no search.
                .click(.css("nav a[href$='/os']"), isOptional: true),
                .type("{os}", into: .css("input[name=numero]"), submits: true),
                .wait(
                    PageCondition([.init(.css("a.resultado")), .init(.css(".aviso")), .init(.css(".os-detalhes"))])),
                .click(.css("a.resultado"), isOptional: true),
                .wait(PageCondition([.init(.css(".aviso")), .init(.css(".os-detalhes"))])),
            ],
            details: []),
        pages: PageKinds(
            needsScript: emptyRoot,
            loginRefused: PageCondition([.init(.css(".erro"), text: "inválid")]),
            loggedOut: PageCondition([.init(.css("#login_password"))]),
            notFound: notFound(in: .css(".aviso")),
            found: PageCondition([.init(.css(".os-detalhes"))])),
        fields: fields(labels: [".cabecalho p", ".os-detalhes p"]))

    /// A portal that is one page of React and Ant Design, built by scripts.
    static let antd = PortalLayout(
        name: "antd",
        login: PortalLogin(
            path: "/", username: .css("#login_username"), password: .css("#login_password"),
            submit: .css("button[type=submit]")),
        search: OrderSearch(
            path: nil, result: nil, startPath: "/",
            steps: [
                .click(.css(".ant-menu-item"), isOptional: false),
                .type("{os}", into: .css(".ant-input-search input.ant-input"), submits: true),
                .wait(PageCondition([.init(.css(".ant-tabs-tab")), .init(.css(".ant-empty"))])),
            ],
            details: [
                .click(
                    .xpath("//*[\(has("ant-tabs-tab"))][contains(normalize-space(.), 'Informações da OS')]"),
                    isOptional: false),
                .wait(PageCondition([.init(.css(".ant-tabs-tab-active"), text: "Informações da OS")])),
                // The head of the card has such fields of its own, before those of the tab have come.
                .wait(PageCondition([.init(.css(".ant-tabs-tabpane p b"))])),
            ]),
        pages: PageKinds(
            needsScript: emptyRoot,
            loginRefused: PageCondition([
                .init(.css(".ant-alert-error, .ant-message-error, .ant-form-item-explain-error"), text: "inválid")
            ]),
            loggedOut: PageCondition([.init(.css("#login_password"))]),
            notFound: notFound(in: withoutOrder),
            found: PageCondition([.init(.css(".ant-card-body .ant-tabs-tab")), .init(.css(".ant-card-body p b"))]),
            failing: PageCondition([.init(.css(".ant-result-500"))]),
            loading: PageCondition([.init(.css(".ant-spin-spinning")), .init(.css(".ant-skeleton"))])),
        fields: fields(labels: [".ant-card-body p"]))

    /// The root of a page that scripts fill, and have not: not the hint for browsers without scripts, which is there
    /// before and after.
    private static let emptyRoot = PageCondition([.init(.xpath("//div[@id='root' or @id='app'][not(*)]"))])

    private static func notFound(in selector: HTMLSelector) -> PageCondition {
        PageCondition(["não encontrada", "não foi encontrada", "Nenhum resultado"].map { .init(selector, text: $0) })
    }

    /// What may say that there is none: not the card of a service order, nor anything in it, such as an empty table.
    private static let withoutOrder: HTMLSelector = {
        let tab = "*[\(has("ant-tabs-tab"))]"
        return .xpath(
            "//*[\(has("ant-empty")) or \(has("ant-result")) or \(has("ant-card-body"))]"
                + "[not(.//\(tab))][not(ancestor::*[\(has("ant-card-body"))][.//\(tab)])]")
    }()

    /// In XPath: of this class.
    private static func has(_ name: String) -> String {
        "contains(concat(' ', normalize-space(@class), ' '), ' \(name) ')"
    }

    private static func fields(labels: [String]) -> FieldRules {
        FieldRules(
            labels: labels.map { FieldRules.Labels(each: .css($0), label: .css("b")) }, places: [], names: names,
            required: ["OS", "NOME CLIENTE", "STATUS DA OS"],
            placeholders: ["*", "**", "***", "-", "--", "SELECIONE", "SELECIONE...", "ARQUIVAR"])
    }

    /// How portals spell labels, for the names that results have.
    private static let names = [
        "Nº OS": "OS", "Nº DA OS": "NÚMERO DA OS", "N° DA OS": "NÚMERO DA OS", "NUMERO DA OS": "NÚMERO DA OS",
        "STATUS": "STATUS DA OS", "DESCRICAO": "DESCRIÇÃO", "TIPO DE SERVIÇO": "TIPO DE SERVICO",
        "NOME DO CLIENTE": "NOME CLIENTE", "CODIGO CLIENTE": "CODIGO DO CLIENTE", "CÓDIGO CLIENTE": "CODIGO DO CLIENTE",
        "CÓDIGO DO CLIENTE": "CODIGO DO CLIENTE", "MUNICÍPIO": "MUNICIPIO", "CLIENTE MUNICÍPIO": "CLIENTE MUNICIPIO",
        "DATA DA EMISSÃO": "DATA DA EMISSAO", "DATA DA APROVAÇÃO": "DATA DA APROVACAO",
        "DATA DA CONCLUSÃO": "DATA DA CONCLUSAO", "NÚMERO DE SÉRIE": "NUMERO DE SERIE",
        "POTÊNCIA CV/HP": "POTENCIA CV/HP", "TENSÃO DE ALTA": "TENSAO DE ALTA", "ROTAÇÃO (RPM)": "ROTACAO (RPM)",
    ]
}
