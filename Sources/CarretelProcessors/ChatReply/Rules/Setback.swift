/// Why a request brought no reply.
struct Setback: Error, Sendable, Hashable {
    var reason: FallbackReason
    /// One sentence for a person, free of secrets and of what a terminal would act upon.
    var message: String
    /// Whether the same request may do better, unless the answer's headers say otherwise.
    var mayPass = false
    /// What they say.
    var pace = RetryPace()
    /// Members of the request that the service does not take.
    var unwelcome: Set<RequestMember> = []
}
