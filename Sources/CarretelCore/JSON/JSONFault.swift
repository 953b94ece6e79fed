/// What the indexer found wrong: small, so that the hot loop stays lean. ``JSONDiagnosis`` makes a ``JSONError`` of it.
///
/// `offset` is the first byte that is wrong. When it is the end of the text nothing is wrong but that more is missing,
/// so every kind of fault is a truncation there.
struct JSONFault: Error {
    enum Kind {
        /// Neither a value nor anything that could become one.
        case value
        /// A word that is none of true, false and null.
        case word
        /// No member name.
        case name
        /// No colon after a name.
        case colon
        /// Neither a comma nor the closing bracket.
        case separator
        /// No digit where a number needs one, or one too many after a leading zero.
        case digit, leadingZero
        /// Inside a string.
        case stringEnd, control, escape, hexadecimal, highSurrogate, lowSurrogate, utf8
        /// `related` is the earlier name's offset.
        case duplicate
        case tooDeep, trailing, notAnObject
        case encoding(String)
        case tooLarge
    }

    var kind: Kind
    var offset: Int
    /// The opening quote of the string that it is in, or as the kind says.
    var related = 0
}
