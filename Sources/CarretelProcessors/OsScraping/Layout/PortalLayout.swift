import CarretelCore

/// What a portal looks like: how to log in, how to get to a service order, how to tell its pages apart and where the
/// fields stand (docs/os-scraping.md). Without addresses and secrets: those are the profile's.
struct PortalLayout: Sendable, Hashable {
    /// As results name it: `plain`, `antd`, or `custom` for one of the configuration's own.
    var name: String
    /// Nil for a portal that needs none.
    var login: PortalLogin?
    /// How to get to a service order.
    var search: OrderSearch
    /// The pages that are none of a service order.
    var pages: PageKinds
    /// What is read off the page of a service order.
    var fields: FieldRules
}

/// The form to log in with: found by the same selectors over HTTP and in a browser. Over HTTP the form that holds the
/// fields is sent with all its hidden members.
struct PortalLogin: Sendable, Hashable {
    /// The path of the page with the form, from the portal's address.
    var path: String
    var username: HTMLSelector
    var password: HTMLSelector
    /// The button, for browsers.
    var submit: HTMLSelector
}

/// The way to one service order. In paths and texts `{os}` stands for the number: percent-encoded in paths.
struct OrderSearch: Sendable, Hashable {
    /// Over HTTP: the path of its page, or of a search for it; nil where only a browser gets there.
    var path: String?
    /// Over HTTP: where `path` is a search, the link to follow in what it finds.
    var result: HTMLSelector?
    /// In a browser: the path to begin at.
    var startPath: String
    /// In a browser: what to do from there for each number, on a page that may still show another service order.
    var steps: [BrowserStep]
    /// In a browser: what to do once the page shows a service order, to see all of its fields.
    var details: [BrowserStep]
}

/// One thing that a person would do.
enum BrowserStep: Sendable, Hashable {
    /// Clicks when there is such an element; passed over when there is none and it `isOptional`.
    case click(HTMLSelector, isOptional: Bool)
    case type(String, into: HTMLSelector, submits: Bool)
    case wait(PageCondition)
}

/// How pages are told apart. Looked at in this order; a page of which nothing holds is one that nobody knows.
struct PageKinds: Sendable, Hashable {
    /// A page that is built by scripts, seen without them.
    var needsScript: PageCondition
    /// The login was refused.
    var loginRefused: PageCondition
    /// A page of somebody who is not logged in (any more).
    var loggedOut: PageCondition
    /// There is no such service order.
    var notFound: PageCondition
    /// The page of a service order.
    var found: PageCondition
    /// In a browser: the portal says that it fails. Over HTTP the status says so.
    var failing = PageCondition()
    /// In a browser: scripts are still at it, so that what is not there may yet come.
    var loading = PageCondition()
}

/// What is read off the page of a service order.
struct FieldRules: Sendable, Hashable {
    /// Elements of which each is one `LABEL: value`.
    struct Labels: Sendable, Hashable {
        /// The elements.
        var each: HTMLSelector
        /// Within such an element the label, without its colon; nil, or none there: what stands before the first colon.
        var label: HTMLSelector?
    }

    /// A field at a place of its own.
    struct Place: Sendable, Hashable {
        var field: String
        var selector: HTMLSelector
        /// The attribute that holds the value; nil for the element's text.
        var attribute: String?
    }

    var labels: [Labels]
    var places: [Place]
    /// Names of the portal for names of ours: `Nº DA OS` → `NÚMERO DA OS`.
    var names: [String: String]
    /// Without one of these a page is not whole.
    var required: [String]
    /// Values that mean none: `*`, `SELECIONE`.
    var placeholders: [String]
}
