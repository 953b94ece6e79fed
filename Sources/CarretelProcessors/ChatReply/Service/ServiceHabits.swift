import Synchronization

/// Which requests the services took, so that later jobs of the worker ask rightly at once.
///
/// By account and model: behind one address models differ in what they take. And by what the profile calls the limit of
/// tokens: who changes that wants it tried.
final class ServiceHabits: Sendable {
    private struct Place: Hashable {
        var identity: String
        var model: String
        var tokens: TokenParameter

        init(_ account: ChatAccount, _ model: String) {
            identity = account.identity
            self.model = model
            tokens = account.tokenParameter
        }
    }

    private let shapes = Mutex<[Place: RequestShape]>([:])

    /// How a service is asked first.
    ///
    /// - Parameters:
    ///   - account: which service.
    ///   - model: of it.
    /// - Returns: as it took a request last, else as the profile says.
    func shape(of account: ChatAccount, model: String) -> RequestShape {
        shapes.withLock { $0[Place(account, model)] } ?? RequestShape(tokens: account.tokenParameter)
    }

    /// Notes that a service took a request.
    ///
    /// - Parameters:
    ///   - shape: of the request.
    ///   - account: which service.
    ///   - model: of it.
    func note(_ shape: RequestShape, taken account: ChatAccount, model: String) {
        // What was refused on the way is forgotten: servers learn, too.
        var known = RequestShape(tokens: shape.tokens)
        known.hasStreamOptions = shape.hasStreamOptions
        known.hasTemperature = shape.hasTemperature
        shapes.withLock { $0[Place(account, model)] = known }
    }
}
