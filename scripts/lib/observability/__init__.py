"""The alarms, the dashboard and the saved queries, and the parts of the deployments that follow from them.

    UPDATE_PAGES=1 scripts/test --integration -k observability    writes these parts anew
"""

from pathlib import Path

from written_parts import MONITORING, REPOSITORY, TEMPLATE, lines, written

from . import alarms, queries, template, terraform

__all__ = ["alarms", "dashboard", "files", "queries", "template", "terraform"]


def files() -> dict[Path, str]:
    """Each file that follows from the alarms, the dashboard and the queries, as it has to be."""
    name = "scripts/lib/observability"
    stack = written(TEMPLATE.read_text(), template.parts(), f"# Written by {name}: {{}}", "# End of {}")
    tables = {"alarms": lines(alarms.rows()), "saved queries": lines(queries.rows())}
    page = written(MONITORING.read_text(), tables, f"<!-- Written by {name}: {{}} -->", "<!-- End of {} -->")
    module = {REPOSITORY / "terraform" / file: text for file, text in terraform.files().items()}
    return {TEMPLATE: stack, MONITORING: page, **module}
