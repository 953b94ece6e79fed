import CarretelCore

/// Replies for when no model answers.
enum Fallbacks {
    /// For profiles that have none of their own. Players speak Portuguese.
    static let builtIn = [
        "Desculpe, não consegui responder agora. Pode repetir daqui a pouco?",
        "{name} está sem palavras neste momento. Tente de novo em instantes.",
        "Preciso de um instante para pensar. Volte a falar comigo daqui a pouco.",
        "{name} não conseguiu responder desta vez. Envie a mensagem de novo em alguns segundos.",
    ]

    /// The reply to a message: the same for the same message of a session, so that asking again does not show another.
    ///
    /// - Parameters:
    ///   - entity: whose templates.
    ///   - sessionID: whose conversation.
    ///   - message: what was asked.
    /// - Returns: one of the templates.
    static func reply(of entity: Entity, sessionID: String, message: String) -> String {
        guard !entity.fallbacks.isEmpty else { return builtIn[0] }
        let hash = FNV1a.hash(Array(sessionID.utf8) + [0] + Array(message.utf8))
        return entity.fallbacks[Int(hash % UInt64(entity.fallbacks.count))]
    }
}
