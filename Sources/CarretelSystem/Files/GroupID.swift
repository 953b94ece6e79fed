internal import CCarretelSystem

/// Finds groups of users by name. Related call: getgrnam_r(3).
package enum GroupID {
    /// The number of a group; a decimal number stands for itself.
    ///
    /// - Throws: ENOENT when there is no group of that name.
    package static func named(_ name: String) throws(SystemError) -> UInt32 {
        if let number = UInt32(name) { return number }
        var group: UInt32 = 0
        let answer = unsafe carretel_group_id(Array(name.utf8) + [0], &group)
        guard answer >= 0 else { throw SystemError("getgrnam_r", code: answer, path: name) }
        return group
    }
}
