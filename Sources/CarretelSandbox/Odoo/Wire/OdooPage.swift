/// The pages in HTML that Odoo's server answers what is no call with.
enum OdooPage {
    static func badRequest(_ message: String) -> Reply { page(400, "Bad Request", message) }

    static let notFound = page(
        404, "Not Found",
        "The requested URL was not found on the server. If you entered the URL manually please check your spelling "
            + "and try again.")

    static let wrongType = page(
        415, "Unsupported Media Type", "Request inferred type is compatible with none of the accepted ones.")

    private static func page(_ status: Int, _ title: String, _ message: String) -> Reply {
        .html(
            "<!doctype html>\n<html lang=en>\n<title>\(status) \(title)</title>\n<h1>\(title)</h1>\n<p>\(message)</p>\n",
            status: status)
    }
}
