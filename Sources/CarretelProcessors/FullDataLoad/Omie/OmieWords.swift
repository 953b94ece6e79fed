/// What stands in the sentences of Omie's faults.
enum OmieWords {
    /// The number in `Aguarde 43 segundos`, `Tente novamente em 1 segundo`; nil when there is none.
    static func seconds(in words: String) -> Int? {
        words.firstMatch(of: /(\d{1,6}) +segundos?/).flatMap { Int($0.1) }
    }

    /// The time of day in `tentar novamente às 14:03:59`; nil when there is none.
    static func clock(in words: String) -> (hour: Int, minute: Int, second: Int)? {
        guard let match = words.firstMatch(of: /às +(\d\d):(\d\d):(\d\d)/), let hour = Int(match.1),
            let minute = Int(match.2), let second = Int(match.3), hour < 24, minute < 60, second < 60
        else { return nil }
        return (hour, minute, second)
    }

    /// Whether a sentence is one of the ways of saying that there is nothing, or nothing any more.
    static func saysNoRecords(_ words: String) -> Bool {
        words.contains("Não existem registros para a página") || words.contains("Não existem cadastros para a página")
            || words.contains("Registro não encontrado")
    }
}
