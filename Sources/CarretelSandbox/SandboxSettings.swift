/// What a sandbox is started with.
package struct SandboxSettings: Sendable {
    /// The port on 127.0.0.1; 0 lets the system choose.
    package var port: UInt16 = 0
    /// The Omie account.
    package var omie = OmieSettings()
    /// The Odoo database.
    package var odoo = OdooSettings()
    /// The two service-order portals.
    package var portal = PortalSettings()
    /// The chat service.
    package var chat = ChatSettings()
    /// The faults that are played from the start.
    package var faults = FaultOrder()

    /// Describes a sandbox that plays no faults.
    package init() {}
}
