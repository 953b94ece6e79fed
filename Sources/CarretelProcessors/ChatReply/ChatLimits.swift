/// What bounds a reply beside the settings.
enum ChatLimits {
    /// The longest message of a player, and of the history, in bytes.
    static let maxMessageBytes = 16_000
    /// The longest name of a session or an entity, in bytes.
    static let maxIdentifierBytes = 200
    /// The most messages of history that a job may bring along; only the last few go out.
    static let maxHistory = 1_000
    /// The longest limit of a whole answer; beyond the type's longest time limit it would mean nothing.
    static let maxAnswerSeconds: Int64 = 120
    /// The longest wait for a connection.
    static let connect = Duration.seconds(5)
    /// The largest answer that is read: a stream takes some hundred bytes for each word.
    static let maxBodyBytes = 8 << 20
    /// The largest `usage` that is handed on.
    static let maxUsageBytes = 4 << 10
    /// How much of an error's body is looked at.
    static let maxErrorBytes = 64 << 10
    /// What is quoted of an error, in Unicode scalars.
    static let maxQuoted = 300
    /// What is handed on of a model's name, an id and the like.
    static let maxName = 200
    /// The largest mapping `entities` of a profile: every job gets it.
    static let maxEntitiesBytes = 1 << 20
    /// The longest system prompt, in bytes.
    static let maxPromptBytes = 32_000
    /// The most fallback templates of an entity.
    static let maxTemplates = 100
    /// The longest fallback template, in bytes.
    static let maxTemplateBytes = 2_000
    /// The longest reply, in bytes of UTF-8: it is for a person, and goes into the journal.
    static let maxReplyBytes = 64 << 10
    /// The shortest secret that is taken out of replies: what stands for no key (`none`, `EMPTY`, `local`) must not eat
    /// words.
    static let minSecretBytes = 8
    /// What a second attempt has at least, after a worker's death.
    static let secondChance = Duration.seconds(2)
    /// How long a service may take to end an answer in order that has said that nothing follows.
    static let endGrace = Duration.milliseconds(250)
    /// The shortest time between two events with partial text.
    static let eventInterval = Duration.milliseconds(100)
}
