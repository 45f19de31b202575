"""Holds answers against botocore's service models: botocore itself passes over what does not fit them."""

import json
import re
from xml.etree import ElementTree

TYPES = {
    "string": str,
    "integer": int,
    "long": int,
    "boolean": bool,
    "double": (int, float),
    "float": (int, float),
    "timestamp": (int, float),
}


def faults(shape, value, path: str = "") -> list[str]:
    """What in a JSON value does not fit a shape: members that it does not have, missing ones, wrong types and values."""
    if shape.type_name == "structure":
        if not isinstance(value, dict):
            return [f"{path} is no object"]
        found = [f"{path}.{name} is required" for name in shape.required_members if name not in value]
        for name, member in value.items():
            if name not in shape.members:
                found.append(f"{path}.{name} is no member of {shape.name}")
            else:
                found += faults(shape.members[name], member, f"{path}.{name}")
        return found
    if shape.type_name == "list":
        if not isinstance(value, list):
            return [f"{path} is no list"]
        return [fault for index, item in enumerate(value) for fault in faults(shape.member, item, f"{path}[{index}]")]
    if shape.type_name == "map":
        return [fault for name, item in value.items() for fault in faults(shape.value, item, f"{path}.{name}")]
    if shape.serialization.get("timestampFormat") == "iso8601":
        return [] if isinstance(value, str) else [f"{path} is no timestamp: {value!r}"]
    if not isinstance(value, TYPES[shape.type_name]):
        return [f"{path} is no {shape.type_name}: {value!r}"]
    return constraint_faults(shape, value, path)


def constraint_faults(shape, value, path: str) -> list[str]:
    metadata = shape.metadata
    if "enum" in metadata and value not in metadata["enum"]:
        return [f"{path} is {value!r}, which {shape.name} does not have"]
    size = len(value) if isinstance(value, str) else value
    if size < metadata.get("min", size) or size > metadata.get("max", size):
        return [f"{path} is too short or too long for {shape.name}"]
    # Character classes of Java and JavaScript are of no use to Python.
    pattern = metadata.get("pattern")
    if pattern and "\\p{" not in pattern and "\\u" not in pattern and not re.fullmatch(pattern, value):
        return [f"{path} is {value!r}, which is not of the form of {shape.name}"]
    return []


def xml_value(shape, element):
    """What an XML element of the query protocol stands for, as JSON has it."""
    if shape is not None and shape.type_name == "structure":
        return {name: xml_value(shape.members.get(name), each) for each in element for name in [local_name(each)]}
    if shape is not None and shape.type_name == "list":
        return [xml_value(shape.member, each) for each in element]
    return element.text or ""


def local_name(element) -> str:
    return element.tag.split("}")[-1]


class ShapeCheck:
    """Looks at each successful answer to a client, and counts how many it has seen by operation."""

    def __init__(self):
        self.seen: dict[str, int] = {}

    def watch(self, client):
        client.meta.events.register("before-parse", self.check)
        return client

    def check(self, operation_model, response_dict, **_):
        if response_dict["status_code"] != 200:
            return
        shape = operation_model.output_shape
        if operation_model.service_model.protocol == "query":
            (result,) = [
                each for each in ElementTree.fromstring(response_dict["body"]) if local_name(each).endswith("Result")
            ]
            value = xml_value(shape, result)
            found = [each for each in faults(shape, value, operation_model.name) if "is no timestamp" not in each]
        else:
            found = faults(shape, json.loads(response_dict["body"]), operation_model.name)
        assert not found, "\n".join(found)
        self.seen[operation_model.name] = self.seen.get(operation_model.name, 0) + 1
