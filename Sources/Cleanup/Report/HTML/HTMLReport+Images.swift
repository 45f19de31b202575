extension HTMLReport {
    /// Adds the empty list of images, which the page's script fills.
    func addImages(to html: inout HTMLWriter) {
        html.literal("<noscript>")
        html.element(
            "p", ["class": "panel"],
            text: "The list of all images needs JavaScript. The CSV and JSON reports have it, too.")
        html.literal("</noscript>")
        html.literal("<section class=\"panel long\" id=\"images\" aria-labelledby=\"images-heading\" hidden>")
        html.literal("<h2 id=\"images-heading\">Images</h2>")
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
