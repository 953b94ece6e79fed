/// The words by which readers of the store know Odoo's states.
struct StateNames: Sendable, Hashable {
    let names: [String: String]
    /// What an empty state is called; nil for nothing.
    var nameOfNone: String?

    /// The word for a state; one that is not known keeps Odoo's.
    func name(of state: String?) -> String? {
        guard let state, !state.isEmpty else { return nameOfNone }
        return names[state] ?? state
    }

    static let salesOrder = StateNames(names: [
        "draft": "Cotação", "sent": "Cotação", "sale": "Pedido de venda", "done": "Pedido de venda",
        "cancel": "Cancelado",
    ])

    static let invoice = StateNames(
        names: [
            "draft": "Provisório", "posted": "Lançado", "sale": "Lançado", "done": "Lançado", "sent": "Lançado",
            "cancel": "Cancelado",
        ], nameOfNone: "Lançado")

    static let request = StateNames(names: [
        "draft": "Rascunho", "to_approve": "Aguardando Aprovação", "approved": "Aprovada", "rejected": "Rejeitada",
        "in_progress": "Em andamento", "done": "Concluída",
    ])

    static let purchase = StateNames(names: [
        "draft": "Rascunho", "sent": "Enviado", "to approve": "Aguardando Aprovação", "purchase": "Aprovado",
        "done": "Concluído", "cancel": "Cancelado",
    ])
}
