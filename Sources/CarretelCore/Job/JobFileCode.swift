/// What can be wrong with a job file that is JSON: the `code` of the reason in its result. Together with
/// ``JSONError/Code``, for files that are not, this is the set in docs/file-formats.md; a type's own check may add codes
/// of the type.
package enum JobFileCode: String, Sendable, CaseIterable {
    /// A required member is not there.
    case missingMember = "missing_member"
    /// A member that nobody would read; most likely misspelt.
    case unknownMember = "unknown_member"
    /// A `type` that this program does not have.
    case unknownType = "unknown_type"
    /// A string where a number is wanted, and the like.
    case wrongType = "wrong_type"
    /// A number that is too small or too large.
    case outOfRange = "out_of_range"
    /// A string that is none of those allowed.
    case invalidChoice = "invalid_choice"
    /// A string or an array that is empty or too long.
    case wrongLength = "wrong_length"
    /// Not an RFC 3339 time with an offset.
    case invalidTime = "invalid_time"
    /// Not a day as `YYYY-MM-DD`.
    case invalidDate = "invalid_date"
    /// `expires_at` is not after `not_before`.
    case expiresTooEarly = "expires_too_early"
    /// The type's own check refused parameters that fit its schema, and gave no code.
    case invalidParameters = "invalid_parameters"
    /// Only in the output of `carretel check`: there are more problems than are named.
    case moreProblems = "more_problems"
}
