extension HTMLReport {
    /// Adds the empty list of images, which the page's script fills.
    func addImages(to html: inout HTMLWriter) {
        let omission = omission
        html.literal("<noscript>")
        html.element(
            "p", ["class": "panel"],
            text: omission == nil
                ? "The list of all images needs JavaScript. The CSV and JSON reports have it, too."
                : "The list of images needs JavaScript. \(Self.placeOfAllImages)")
        html.literal("</noscript>")
        html.literal("<section class=\"panel long\" id=\"images\" aria-labelledby=\"images-heading\" hidden>")
        html.literal("<h2 id=\"images-heading\">Images</h2>")
        if let omission { html.element("p", ["class": "muted"], text: "\(omission) \(Self.placeOfAllImages)") }
        html.literal(
            """
            <div class="controls" role="search" aria-label="Images">\
            <label class="grow">Search<input type="search" id="search" autocomplete="off" spellcheck="false" \
            placeholder="tag, digest, repository, reason"></label>\
            <label>Repository<select id="repository"><option value="-1">all</option></select></label>\
            <label>Decision<select id="category"><option value="-1">all</option></select></label></div>
            """)
        html.literal(
            """
            <div class="paging"><p id="shown" role="status"></p>\
            <div><button type="button" id="previous">Previous</button> \
            <button type="button" id="next">Next</button></div></div>
            """)
        html.literal("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"images-heading\">")
        html.element("table", ["class": "images"]) { html in
            html.element("thead") { html in
                html.element("tr") { html in addImageHeadings(to: &html) }
            }
            html.literal("<tbody id=\"rows\"></tbody>")
        }
        html.literal("</div></section>")
    }

    /// The place of the images that a page with a limit leaves out.
    ///
    /// Only reports in S3 have a limit. A run writes them into a folder with all images.
    private static let placeOfAllImages = "The files images-*.json beside this page have all images."

    /// The number of images that the list has of all; `nil` if it has all.
    private var omission: String? {
        let (listed, all) = (order.rows.count, contents.images.count)
        guard listed < all else { return nil }
        return "Shows \(Amounts.count(listed)) of \(Amounts.count(all)) images, selected images first."
    }

    private func addImageHeadings(to html: inout HTMLWriter) {
        let headings = [
            ("repository", "Repository", "of-repository"), ("image", "Image", "of-image"),
            ("size", "Size", "of-size number"), ("pushed", "Pushed", "of-time number"),
            ("pulled", "Last pull", "of-time number"), ("category", "Decision", "of-category"),
        ]
        for (column, heading, styleClass) in headings {
            html.element("th", ["scope": "col", "class": styleClass, "data-column": column]) { html in
                html.element("button", ["type": "button"], text: heading)
            }
        }
        html.element("th", ["scope": "col"], text: "Reason")
    }
}
