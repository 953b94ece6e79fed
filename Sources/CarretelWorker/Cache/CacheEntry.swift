import CarretelCore
import CarretelSystem

/// One answer in the cache folder: `STEM.data` holds its bytes, `STEM.json` says what they are.
struct CacheEntry {
    /// An entry is a few hundred bytes and the facts that a type keeps with its answer.
    static let maxBytes = 1 << 20

    private static let schema = "carretel/cached-answer/1"

    let answer: CachedAnswer

    init(_ answer: CachedAnswer) {
        self.answer = answer
    }

    /// Reads what ``encoded()`` wrote; nil for anything else.
    init?(parsing bytes: [UInt8]) {
        // Why it cannot be read makes no difference: the answer has to be loaded anew.
        guard let answer = try? Self.answer(in: bytes) else { return nil }
        self.answer = answer
    }

    private static func answer(in bytes: [UInt8]) throws -> CachedAnswer {
        let fields = try JSONFields(JSONValue(parsing: bytes), subject: "The cached answer", code: "cache_damaged")
        let counts = (records: try fields.integer("records"), bytes: try fields.integer("bytes"))
        guard try fields.string("schema") == schema, let key = CacheKey(text: try fields.string("key")),
            counts.records >= 0, counts.bytes >= 0
        else { throw fields.failure("is not of this version") }
        return CachedAnswer(
            key: key, loadedAt: try fields.timestamp("loaded_at"), records: counts.records, bytes: counts.bytes,
            sha256: try fields.hash("sha256"), facts: try fields.rawObject("facts"))
    }

    /// The content of `STEM.json`.
    func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 512 + answer.facts.count)
        writer.beginObject()
        writer.member("schema", Self.schema)
        writer.member("key", answer.key.text)
        writer.member("loaded_at", answer.loadedAt)
        writer.member("records", answer.records)
        writer.member("bytes", answer.bytes)
        writer.member("sha256", answer.sha256)
        writer.member("facts", raw: answer.facts)
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}

/// The names of one entry's files. A key can be longer than a file's name may be, so its hash stands for it.
struct CacheEntryName: Hashable {
    private static let dataSuffix = ".data"
    private static let entrySuffix = ".json"
    private static let stemDigits = 32

    /// 32 hexadecimal digits.
    let stem: String

    init(of key: CacheKey) {
        stem = String(Digest.sha256(Array(key.text.utf8)).hexadecimal.prefix(Self.stemDigits))
    }

    /// The entry that a file of the folder belongs to; nil for one that is no part of any.
    init?(ofFile name: FileName) {
        guard let text = name.text,
            let suffix = [Self.dataSuffix, Self.entrySuffix].first(where: { text.hasSuffix($0) })
        else { return nil }
        stem = String(text.dropLast(suffix.count))
        guard stem.utf8.count == Self.stemDigits, stem.utf8.allSatisfy(Self.isDigit) else {
            return nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }

    var data: FileName { FileName(stem + Self.dataSuffix) }
    var entry: FileName { FileName(stem + Self.entrySuffix) }
}
