"""Resolve endpoints with botocore's rule sets, as the fixture that the Swift resolver is tested against.

Writes ../Fixtures/endpoints.json; with --check, compares it with a fresh run instead.
"""

import json
import pathlib
import re
import sys
import typing

from botocore.endpoint_provider import EndpointProvider, RuleSetStandardLibrary
from botocore.exceptions import EndpointProviderError
from botocore.loaders import Loader

import fixture

# Services that botocore does not name by their ids.
OTHERWISE_NAMED = {"SFN": "stepfunctions", "EVENTBRIDGE": "events"}

SWIFT = pathlib.Path(__file__).parents[3] / "Sources/AWSClient/Endpoints/AWSService.swift"


class Service(typing.NamedTuple):
    """A service's id in capitals, its name in the endpoint data, and whether the client knows regions without it."""

    suffix: str
    prefix: str
    may_be_absent: bool


def services(loader):
    """Return the services that the client declares, by botocore's name."""
    found = {}
    for signing, rest in re.findall(r'= AWSService\(\s*"([a-z0-9-]+)"(.*?)(?=\n\n|\Z)', SWIFT.read_text(), re.DOTALL):
        suffix = re.search(r'variableSuffix: "(\w+)"', rest)
        key = suffix[1] if suffix else signing.upper()
        name = OTHERWISE_NAMED.get(key, key.lower().replace("_", "-"))
        model = loader.load_service_model(name, "service-2")["metadata"]
        assert model["serviceId"].upper().replace(" ", "_") == key, name
        target = re.search(r'targetPrefix: "(\w+)"', rest)
        # Only the services with the protocol AWS JSON have one.
        assert (target[1] if target else None) == model.get("targetPrefix"), name
        found[name] = Service(key, model["endpointPrefix"], "absentFrom" in rest)
    return found

# Settings of a service's own rules, as an SDK with today's defaults has them, by the service's id.
OWN_SETTINGS = {"S3": {"UseGlobalEndpoint": False, "ForcePathStyle": False}}


# Regions that do not exist: of each partition's shape, near it, and of no shape at all.
UNKNOWN_REGIONS = [
    "us-moon-1",
    "eu-north-12",
    "ap-x-0",
    "sa-east-999",
    "ca-1-1",
    "me-a1b-2",
    "af-east-1",
    "il-south-2",
    "mx-west-3",
    "cn-south-1",
    "eusc-de-west-2",
    "us-iso-north-3",
    "us-isob-south-4",
    "eu-isoe-east-5",
    "us-isof-north-6",
    "us-gov-central-7",
    "eusc-fr-east-1",
    "eusc-east-1",
    "us-isox-east-1",
    "eu-iso-west-1",
    "us-gov-1",
    "cn-north",
    "us-east",
    "us--1",
    "us-east-1a",
    "us-east-1-1",
    "us-gov-west-1-x",
    "xx-east-1",
    "us",
    "local",
    "aws-eusc-global",
    "aws-gov-global",
    "fips-us-east-1",
    "us-gov-fips-west-1",
    "cn-fips-north-1",
    "1-1-1",
    "us-east-one",
]


# FIPS and dual stack, in the order in which the fixture lists the endpoints.
VARIANTS = [(False, False), (True, False), (False, True), (True, True)]


def resolve(service, provider, region, fips, dual_stack):
    """Return a list of the URL and, where the rules set it, the region to sign for.

    The list is empty where S3's rules refuse FIPS in China: the Swift resolver gives a host that does not exist.
    """
    try:
        endpoint = provider.resolve_endpoint(
            Region=region, UseFIPS=fips, UseDualStack=dual_stack, **OWN_SETTINGS.get(service, {})
        )
    except EndpointProviderError:
        if service == "S3" and region.startswith(("cn-", "aws-cn")) and fips:
            return []
        raise
    schemes = endpoint.properties.get("authSchemes", [])
    return [endpoint.url] + [scheme["signingRegion"] for scheme in schemes]


def absences(loader, known):
    """Return for each region of the endpoint data the services that have no endpoint there."""
    return {
        region: [
            service.suffix
            for service in known
            if service.may_be_absent
            and region not in partition["services"].get(service.prefix, {}).get("endpoints", {})
        ]
        for partition in loader.load_data("endpoints")["partitions"]
        for region in partition["regions"]
    }


def cases():
    """Return one element for each region: its partition, its endpoints by service, and the services it lacks."""
    loader = Loader()
    declared = services(loader)
    absent = absences(loader, declared.values())
    partitions = loader.load_data("partitions")
    library = RuleSetStandardLibrary(partitions)
    providers = {
        service.suffix: EndpointProvider(
            loader.load_service_model(name, "endpoint-rule-set-1"), partitions
        )
        for name, service in declared.items()
    }
    known = [
        region
        for partition in partitions["partitions"]
        for region in partition["regions"]
    ]
    return [
        {
            "region": region,
            "partition": library.aws_partition(region)["name"],
            "endpoints": {
                service: [resolve(service, provider, region, *variant) for variant in VARIANTS]
                for service, provider in providers.items()
            },
            "absent": absent.get(region, []),
        }
        for region in known + UNKNOWN_REGIONS
    ]


if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "endpoints.json"
    sys.exit(fixture.main(path, [json.dumps(case) for case in cases()]))
