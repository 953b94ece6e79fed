import CarretelCore
import Testing

@Suite struct HumanTextTests {
    @Test(arguments: [
        (Duration.zero, "0 s"), (.microseconds(900), "0 s"), (.milliseconds(350), "350 ms"),
        (.milliseconds(1_500), "1.5 s"), (.milliseconds(9_999), "9.9 s"), (.seconds(60), "1 min"),
        (.seconds(90), "90 s"), (.seconds(120), "2 min"), (.seconds(125), "2 min 5 s"), (.seconds(3_600), "1 h"),
        (.seconds(5_400), "1 h 30 min"), (.seconds(86_400), "1 d"), (.seconds(273_600), "3 d 4 h"),
        (.seconds(-90), "-90 s"),
    ])
    func durationsAreShort(duration: Duration, text: String) {
        #expect(HumanText.duration(duration) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (1_023, "1023 B"), (1_024, "1 KiB"), (1_536, "1.5 KiB"), (16 << 20, "16 MiB"),
        (1 << 30, "1 GiB"), (Int.max, "8 EiB"),
    ])
    func sizesAreInBinaryUnits(count: Int, text: String) {
        #expect(HumanText.bytes(count) == text)
    }
}
