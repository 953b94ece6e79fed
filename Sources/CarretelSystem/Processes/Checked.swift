/// Turns the `-errno` convention of the C functions into a thrown error.
///
/// - Throws: ``SystemError`` that names `call`, when `result` is negative.
func checked(_ result: Int32, _ call: String) throws(SystemError) -> Int32 {
    guard result >= 0 else { throw SystemError(call, code: result) }
    return result
}
