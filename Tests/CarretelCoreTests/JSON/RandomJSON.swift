import CarretelCore

/// Makes random JSON texts with everything that the grammar allows, and damages them.
struct RandomJSON {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    mutating func bytes(count: Int) -> [UInt8] {
        // Half of them bytes that mean something, so that the reader gets past the first.
        let meaningful = Array("{}[]\",:\\u0123eE+-.truefalsn \n\té".utf8)
        return (0..<count).map { _ in
            number(in: 0...1) == 0 ? pick(meaningful, or: 0) : UInt8(number(in: 0...255))
        }
    }

    mutating func text() -> [UInt8] {
        var text = ""
        appendValue(depth: number(in: 0...4), to: &text)
        return Array(text.utf8)
    }

    mutating func damage(_ text: inout [UInt8]) {
        let place = number(in: 0...text.count)
        switch number(in: 0...4) {
        case 0: text.insert(bytes(count: 1).first ?? 0, at: place)
        case 1 where place < text.count: text.remove(at: place)
        case 2 where place < text.count: text[place] = bytes(count: 1).first ?? 0
        case 3: text.removeSubrange(place...)
        default:
            let length = min(number(in: 0...12), text.count - place)
            text.insert(contentsOf: text[place..<(place + length)], at: number(in: 0...text.count))
        }
    }

    private mutating func appendValue(depth: Int, to text: inout String) {
        switch number(in: depth > 0 ? 0...7 : 2...7) {
        case 0:
            let names = (0..<number(in: 0...(depth == 1 ? 30 : 5))).map { _ in characters() }
            appendList("{", Array(Set(names)).sorted(), "}", to: &text) { random, name, text in
                text += random.quoted(name) + random.space() + ":" + random.space()
                random.appendValue(depth: depth - 1, to: &text)
            }
        case 1:
            appendList("[", Array(0..<number(in: 0...6)), "]", to: &text) { random, _, text in
                random.appendValue(depth: depth - 1, to: &text)
            }
        case 2: text += quoted(characters())
        case 3: text += pick(["true", "false", "null"], or: "")
        default: text += numberText()
        }
    }

    private mutating func appendList<Element>(
        _ open: String, _ elements: [Element], _ close: String, to text: inout String,
        _ append: (inout RandomJSON, Element, inout String) -> Void
    ) {
        text += open + space()
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," + space() }
            append(&self, element, &text)
            text += space()
        }
        text += close
    }

    private mutating func space() -> String {
        pick(["", "", " ", "\n", "\r\n\t", "           "], or: "")
    }

    private mutating func characters() -> String {
        let pieces = [
            "a", "b", "nome", "é", "ç", "€", "😀", "\"", "\\", "/", "~", "\n", "\u{1}", "longer than eight", " ",
        ]
        return (0..<number(in: 0...6)).map { _ in pick(pieces, or: "") }.joined()
    }

    private mutating func quoted(_ characters: String) -> String {
        var text = "\""
        for scalar in characters.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if mustEscape || number(in: 0...9) == 0 {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: number(in: 0...1) == 0)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    private mutating func numberText() -> String {
        var text = pick(["", "-"], or: "") + String(number(in: 0...(pick([0, 9, 1 << 60], or: 0))))
        if number(in: 0...2) == 0 { text += ".\(number(in: 0...9_999))" }
        if number(in: 0...2) == 0 {
            text += pick(["e", "E"], or: "e") + pick(["", "+", "-"], or: "") + String(number(in: 0...400))
        }
        return text
    }

    private mutating func pick<Element>(_ elements: [Element], or fallback: Element) -> Element {
        elements.randomElement(using: &generator) ?? fallback
    }
}
