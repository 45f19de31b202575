"""The sources of usage as the program declares them, and the parts of the deployments that follow from that.

    UPDATE_PAGES=1 scripts/test --integration -k usage_sources    writes these parts anew

A source declares its permissions in `Sources/ImageUsage`. Its name and title stand in `UsageSourceName`, and whether it
belongs to the default in `Protection`.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from written_parts import MEMBER_ROLE, PERMISSIONS, REPOSITORY, TEMPLATE, lines, written

SOURCES = REPOSITORY / "Sources"
NAMES = SOURCES / "ImageModel/UsageSourceName.swift"
DEFAULTS = SOURCES / "Retention/Policy/Protection.swift"
TERRAFORM = REPOSITORY / "terraform/usage-sources.json"
SCHEMA = REPOSITORY / "policies/policy.schema.json"


@dataclass(frozen=True)
class Source:
    """A source of usage, and what its calls need."""

    name: str
    title: str
    is_default: bool
    # Each action with the end of its resources' ARNs; None where AWS takes no narrower resource than "*".
    permissions: dict[str, str | None]

    @property
    def switch(self) -> str:
        """The template's parameter, such as ReadEcs."""
        return f"Read{self.name.capitalize()}"

    @property
    def lists(self) -> list[str]:
        return sorted(action for action, resource in self.permissions.items() if resource is None)

    @property
    def descriptions(self) -> dict[str, list[str]]:
        """The actions on narrower resources, by service and end of the ARN."""
        found: dict[str, list[str]] = {}
        for action, end in sorted(self.permissions.items()):
            if end is not None:
                found.setdefault(f"{action.split(':')[0]} {end}", []).append(action)
        return found


def sources() -> list[Source]:
    """All sources, in the order of `UsageSourceName`."""
    titles = dict(re.findall(r"/// (.*?)[:.].*\n    public static let (\w+) = Self\(", NAMES.read_text()))
    defaults = re.search(r"defaultSources: Set<UsageSourceName> = \[(.*?)\]", DEFAULTS.read_text())[1]
    declared = declarations()
    found = [
        Source(name, title, f".{name}" in defaults.split(", "), declared.pop(name))
        for title, name in titles.items()
    ]
    assert not declared, f"not in UsageSourceName: {sorted(declared)}"
    return found


def declarations() -> dict[str, dict[str, str | None]]:
    """The permissions of each source, by its name."""
    found = {}
    for file in sorted((SOURCES / "ImageUsage").rglob("*UsageSource.swift")):
        text = file.read_text()
        if name := re.search(r"var name: UsageSourceName \{ \.(\w+) \}", text):
            rows = re.findall(r'UsagePermission\("([\w:-]+)"(?:, on: "([^"]+)")?\)', text)
            found[name[1]] = {action: resource or None for action, resource in rows}
    return found


# Between two comments with these names the templates are written from the declarations.
def template_parts(all_sources: list[Source], region: str) -> dict[str, str]:
    return {
        "usage sources in their group": lines(f"          - {each.switch}" for each in all_sources),
        "labels of usage sources": lines(
            f'      {each.switch}: {{ default: "Ask {each.title}" }}' for each in all_sources
        ),
        "parameters of usage sources": lines(parameter(each) for each in all_sources),
        "conditions of usage sources": lines(
            f'  Reads{each.name.capitalize()}: !Equals [!Ref {each.switch}, "true"]' for each in all_sources
        ),
        "statements of usage sources": lines(
            statement for each in all_sources for statement in template_statements(each, region)
        ),
    }


def parameter(source: Source) -> str:
    default = "true" if source.is_default else "false"
    also = " The built-in policy asks it." if source.is_default else ""
    return f"""  {source.switch}:
    Description: >-
      Allow asking {source.title} for the images in use, for a policy with "{source.name}" in inUse.{also}
    Type: String
    Default: "{default}"
    AllowedValues: ["true", "false"]"""


def template_statements(source: Source, region: str) -> list[str]:
    condition = f"Reads{source.name.capitalize()}"
    found = []
    for sid, actions, resource in statements(source):
        service, _, end = resource.partition(" ")
        arn = f"!Sub arn:${{AWS::Partition}}:{service}:{region}:${{AWS::AccountId}}:{end}" if end else '"*"'
        text = ["              - !If", f"                - {condition}", f"                - Sid: {sid}"]
        text += ["                  Effect: Allow", "                  Action:"]
        text += [f"                    - {action}" for action in actions]
        text.append(f"                  Resource: {arn}")
        text.append("                - !Ref AWS::NoValue")
        found.append("\n".join(text))
    return found


def statements(source: Source) -> list[tuple[str, list[str], str]]:
    """The statements of a source: an id, its actions, and a service with the end of its ARNs, or "*"."""
    name = source.name.capitalize()
    found = [(f"List{name}", source.lists, "*")] if source.lists else []
    for resource, actions in source.descriptions.items():
        service = resource.split(" ")[0].capitalize() if len(source.descriptions) > 1 else ""
        found.append((f"Read{name}{service}", actions, resource))
    return found


def terraform(all_sources: list[Source]) -> str:
    """The statements of each source; the module puts its partition, region and account into the ARNs."""

    def arn(resource: str) -> str:
        service, _, end = resource.partition(" ")
        return f"arn:PARTITION:{service}:REGION:ACCOUNT:{end}" if end else "*"

    document = {
        each.name: [
            {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": arn(resource)}
            for sid, actions, resource in statements(each)
        ]
        for each in all_sources
    }
    return json.dumps(document, indent=2) + "\n"


def page_rows(all_sources: list[Source]) -> str:
    """The rows of the table of permissions in docs/PERMISSIONS.md."""
    rows = ["| actions | on | switch |", "| --- | --- | --- |"]
    for each in all_sources:
        default = ", the default" if each.is_default else ""
        for _, actions, resource in statements(each):
            service, _, end = resource.partition(" ")
            on = f"`{service}:…:{end}`" if end else "everything"
            named = ", ".join(f"`{action}`" for action in actions)
            rows.append(f"| {named} | {on} | `{each.switch}=true`{default} |")
    return lines(rows)


def files() -> dict[Path, str]:
    """Each file that follows from the declarations, as it has to be."""
    all_sources = sources()
    comments = ("# Written by scripts/lib/usage_sources.py: {}", "# End of {}")
    # The function's role reaches its own region, and a member account's role all of them.
    regions = {TEMPLATE: "${AWS::Region}", MEMBER_ROLE: "*"}
    templates = {
        file: written(file.read_text(), template_parts(all_sources, region), *comments)
        for file, region in regions.items()
    }
    rows = {"permissions of usage sources": page_rows(all_sources)}
    page = written(PERMISSIONS.read_text(), rows, "<!-- Written by scripts/lib/usage_sources.py: {} -->", "<!-- End of {} -->")
    names = ", ".join(f'"{each.name}"' for each in all_sources)
    schema = re.sub(r'(?<="items": \{ "enum": \[)"ecs".*?(?=\])', names, SCHEMA.read_text())
    return templates | {TERRAFORM: terraform(all_sources), PERMISSIONS: page, SCHEMA: schema}
