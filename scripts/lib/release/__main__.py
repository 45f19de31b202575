"""The parts of scripts/release that make files: run as `python3 -m release COMMAND`."""

import argparse
import json
import sys
from pathlib import Path

from deployable_template import deployable
from written_parts import MEMBER_ROLE

from .archive import Entry, compressed, entries_of, tar
from .files import CHECKSUMS, NOTES, RESOLVED, checksums, files_of_release, missing_files, verified_names
from .image import image_archive
from .image_bill import image_bill
from .sbom import bill_of_materials
from .version import ReleaseError, changelog_section, check_tag, current_version, release_notes


def write(file: Path, data: bytes):
    file.write_bytes(data)
    print(f"{file}: {len(data):,} bytes")


def write_json(file: Path, document: dict):
    write(file, (json.dumps(document, indent=2) + "\n").encode())


def print_version(options):
    version = current_version()
    changelog_section(version)
    if options.tag:
        check_tag(options.tag)
    print(version)


def pack_tarball(options):
    """The files, in one folder that is called as the archive."""
    name = f"ecr-cleanup-{options.version}-{options.system}-{options.architecture}"
    entries = [Entry(name, 0o755), *entries_of(options.files, prefix=f"{name}/")]
    write(options.output / f"{name}.tar.gz", compressed(tar(entries, options.time)))


def pack_image(options):
    labels = {
        "title": "ecr-cleanup",
        "description": "Deletes the images of an Amazon ECR registry that nobody needs, and none that somebody does.",
        "licenses": "Apache-2.0",
        "version": options.version,
        "revision": options.revision,
    } | ({"source": options.source} if options.source else {})
    name = f"ecr-cleanup-{options.version}-image-linux-{options.architecture}"
    data = image_archive(options.root, options.files, options.architecture, options.time, labels)
    write(options.output / f"{name}.oci.tar", data)
    bill = image_bill(options.version, options.architecture, options.root, options.files, options.time)
    write_json(options.output / f"{name}.spdx.json", bill)


def gather(options):
    """The bill of materials, the templates, the notes, and the checksums of all that is published."""
    missing = missing_files(options.output, options.version) if options.tag else []
    if missing:
        raise ReleaseError(f"{options.output} lacks {', '.join(missing)}: build them on their machines, or copy them there")
    document = bill_of_materials(options.version, options.output / RESOLVED, options.time)
    write_json(options.output / f"ecr-cleanup-{options.version}.spdx.json", document)
    write(options.output / f"ecr-cleanup-{options.version}.yaml", deployable().encode())
    write(options.output / f"ecr-cleanup-{options.version}-member-role.yaml", MEMBER_ROLE.read_bytes())
    write(options.output / NOTES, release_notes(options.version, options.source).encode())
    write(options.output / CHECKSUMS, checksums(files_of_release(options.output, options.version)).encode())


def print_published(options):
    print("\n".join(verified_names(options.output)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="release")
    commands = parser.add_subparsers(required=True)
    named = commands.add_parser("version")
    named.add_argument("--tag", default="")
    named.set_defaults(run=print_version)
    published = commands.add_parser("published")
    published.add_argument("--output", type=Path, required=True)
    published.set_defaults(run=print_published)
    for name, run in (("tarball", pack_tarball), ("image", pack_image), ("gather", gather)):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        command.add_argument("--output", type=Path, required=True)
        command.add_argument("--version", required=True)
        command.add_argument("--time", type=int, required=True)
        command.add_argument("--source", default="")
        if run is gather:
            command.add_argument("--tag", default="")
        else:
            command.add_argument("--files", type=Path, required=True)
            command.add_argument("--architecture", required=True)
        if run is pack_tarball:
            command.add_argument("--system", required=True)
        if run is pack_image:
            command.add_argument("--root", type=Path, required=True)
            command.add_argument("--revision", required=True)
    return parser.parse_args()


def main():
    options = arguments()
    try:
        options.run(options)
    except ReleaseError as error:
        sys.exit(f"error: {error}")


main()
