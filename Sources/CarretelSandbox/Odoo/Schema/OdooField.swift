/// One field of a model, as `fields_get` tells of it.
struct OdooField: Sendable {
    /// The types of fields.
    enum Kind: String, Sendable {
        case boolean, integer, float, monetary, char, text, html, selection, date, datetime, many2one, one2many
        case many2many

        /// Whether it leads to records of another model.
        var isRelation: Bool { self == .many2one || self == .one2many || self == .many2many }
        /// Whether its value is text.
        var isText: Bool { self == .char || self == .text || self == .html || self == .selection }
    }

    /// Where it is to be found.
    enum Presence: Sendable {
        case everywhere, until17, since19
        /// With the fields of the Brazilian localisation alone.
        case brazilian
    }

    /// Where its value comes from when it is not kept.
    enum Derivation: Sendable {
        case identity, writeMoment, createMoment, label
        /// One field minus another.
        case difference(String, String)
    }

    /// The name in 17.
    let name: String
    let label: String
    let kind: Kind
    var relation: String?
    /// The many2one at the other end of a one2many.
    var inverse: String?
    var choices: [(key: String, label: String)] = []
    var isStored = true
    var isRequired = false
    var isReadonly = false
    var derivation: Derivation?
    var presence = Presence.everywhere
    /// The name in 19, where it is another.
    var name19: String?

    init(_ kind: Kind, _ name: String, _ label: String) {
        self.kind = kind
        self.name = name
        self.label = label
    }

    /// Its name in a version.
    func name(in version: OdooVersion) -> String { version == .v17 ? name : name19 ?? name }

    /// Whether it is there.
    func isPresent(in version: OdooVersion, isBrazilian: Bool) -> Bool {
        switch presence {
        case .everywhere: true
        case .until17: version == .v17
        case .since19: version == .v19
        case .brazilian: isBrazilian
        }
    }
}

// The words in which models are described.
extension OdooField {
    static func char(_ name: String, _ label: String) -> OdooField { OdooField(.char, name, label) }
    static func text(_ name: String, _ label: String) -> OdooField { OdooField(.text, name, label) }
    static func html(_ name: String, _ label: String) -> OdooField { OdooField(.html, name, label) }
    static func boolean(_ name: String, _ label: String) -> OdooField { OdooField(.boolean, name, label) }
    static func integer(_ name: String, _ label: String) -> OdooField { OdooField(.integer, name, label) }
    static func float(_ name: String, _ label: String) -> OdooField { OdooField(.float, name, label) }
    static func money(_ name: String, _ label: String) -> OdooField { OdooField(.monetary, name, label) }
    static func day(_ name: String, _ label: String) -> OdooField { OdooField(.date, name, label) }
    static func moment(_ name: String, _ label: String) -> OdooField { OdooField(.datetime, name, label) }

    static func choice(_ name: String, _ label: String, _ choices: KeyValuePairs<String, String>) -> OdooField {
        var field = OdooField(.selection, name, label)
        field.choices = choices.map { ($0.key, $0.value) }
        return field
    }

    static func one(_ name: String, _ label: String, _ relation: String) -> OdooField {
        var field = OdooField(.many2one, name, label)
        field.relation = relation
        return field
    }

    static func many(_ name: String, _ label: String, _ relation: String, by inverse: String? = nil) -> OdooField {
        var field = OdooField(inverse == nil ? .many2many : .one2many, name, label)
        field.relation = relation
        field.inverse = inverse
        return field
    }

    var required: OdooField { changed { $0.isRequired = true } }
    /// Shown, but kept nowhere: it changes without a stamp.
    var unstored: OdooField { changed { ($0.isStored, $0.isReadonly) = (false, true) } }
    var until17: OdooField { changed { $0.presence = .until17 } }
    var since19: OdooField { changed { $0.presence = .since19 } }
    var brazilian: OdooField { changed { $0.presence = .brazilian } }

    func named(in19 name: String) -> OdooField { changed { $0.name19 = name } }

    func derived(_ derivation: Derivation, isStored: Bool = false) -> OdooField {
        changed {
            $0.derivation = derivation
            ($0.isStored, $0.isReadonly) = (isStored, true)
        }
    }

    private func changed(_ change: (inout OdooField) -> Void) -> OdooField {
        var field = self
        change(&field)
        return field
    }
}
