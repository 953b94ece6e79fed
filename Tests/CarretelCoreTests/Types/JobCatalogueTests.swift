import CarretelCore
import Testing

@Suite struct JobCatalogueTests {
    private func type(_ name: String, _ system: UpstreamSystem?) -> JobTypeDescriptor {
        JobTypeDescriptor(
            name: name, summary: "", lane: LaneDescriptor(name: "lane", slots: 1), defaultTimeout: .seconds(1),
            timeoutCeiling: .seconds(1), parameters: ParameterSchema([]), upstream: system, sample: "")
    }

    private let erp = UpstreamSystem(name: "erp", keys: [.init("url", environment: "ERP_URL", "Where it is.")])

    @Test func typesMayShareASystem() throws {
        let other = UpstreamSystem(name: "portal", keys: [])
        let catalogue = try JobCatalogue([type("a", erp), type("b", nil), type("c", other), type("d", erp)])
        #expect(catalogue.upstreams == [erp, other])
        #expect(try catalogue.with(lanes: []).upstreams == [erp, other])
    }

    @Test func aSystemOfOneNameHasTheSameKeysEverywhere() throws {
        var changed = erp
        changed.keys[0].isSecret = true
        let types = [type("a", erp), type("b", changed)]
        let reason = try #require(throws: FailureReason.self) { try JobCatalogue(types) }
        #expect(reason.code == "catalogue_invalid")
        #expect(reason.message == "The upstream system erp is described in two different ways.")
    }
}
