import CarretelCore
import CarretelHTML

/// Reads markup with the real parser.
func page(_ markup: String, charset: String? = nil, limits: HTMLLimits = HTMLLimits()) throws -> any HTMLPage {
    try page(Array(markup.utf8), charset: charset, limits: limits)
}

/// Reads bytes with the real parser.
func page(_ bytes: [UInt8], charset: String? = nil, limits: HTMLLimits = HTMLLimits()) throws -> any HTMLPage {
    try LibxmlParser().parse(bytes, charset: charset, limits: limits)
}

extension HTMLPage {
    /// The text of the first element that a selector names; nil for none.
    func first(_ css: String) throws -> String? {
        try elements(.css(css), in: nil).first.map { PageText.collapsed(try text(of: $0)) }
    }

    /// The ids of all elements that a selector names.
    func ids(_ css: String) throws -> [String] {
        try elements(.css(css), in: nil).map { attribute("id", of: $0) ?? "-" }
    }
}
