/// The text of a reply as it is handed on.
enum ReplyText {
    /// The text, or its beginning up to the end of a character where it is longer than ``ChatLimits/maxReplyBytes``.
    static func cut(_ text: String) -> String {
        guard text.utf8.count > ChatLimits.maxReplyBytes else { return text }
        var bytes = 0
        let beginning = text.prefix { character in
            bytes += character.utf8.count
            return bytes <= ChatLimits.maxReplyBytes
        }
        return String(beginning)
    }
}
