"""Terraform with the real AWS provider, which calls moto in AWS's place.

The provider is a large file, and not every machine can fetch it. So it is looked for in mirrors on this machine first:
see `mirror`. Where it is in none of them and can't be fetched either, tests are skipped with the reason.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .program import REPOSITORY, clean_environment, shortened

PROVIDER = "registry.terraform.io/hashicorp/aws"
COMMAND_SECONDS = 250

# As much of the provider's own checks is left out as moto can't stand for; and it makes a few attempts, not 25.
MOTO_PROVIDER = """
provider "aws" {
  max_retries                 = 2
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}
"""


def executable() -> str:
    found = shutil.which("terraform")
    if not found:
        pytest.skip("terraform is not there: install Terraform 1.7 or later, and put it on the PATH")
    return found


def mirror() -> Path | None:
    """The first folder that has the provider: `TF_PLUGIN_MIRROR`, Terraform's implied local mirrors, usual places."""
    home, share = Path.home(), Path("terraform/plugins")
    data_home = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    data_folders = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    candidates = [Path(each) for each in [os.environ.get("TF_PLUGIN_MIRROR")] if each]
    candidates += [home / ".terraform.d/plugins", data_home / share, *(Path(each) / share for each in data_folders)]
    if sys.platform == "darwin":
        support = Path("Library/Application Support/io.terraform/plugins")
        candidates += [home / support, Path("/") / support]
    for place in (Path("/opt"), Path("/usr/share"), Path("/usr/local/share")):
        for pattern in (f"*/{PROVIDER}", f"*/*/{PROVIDER}"):
            candidates += [found.parents[2] for found in sorted(place.glob(pattern))]
    return next((each for each in candidates if (each / PROVIDER).is_dir()), None)


class Terraform:
    """A copy of the folder terraform/ without anything else of the repository, and the command in it."""

    def __init__(self, folder: Path, with_package: bool = True):
        self.command = executable()
        self.clone = folder / "clone"
        ignored = shutil.ignore_patterns(".terraform*", "*.tfstate*")
        shutil.copytree(REPOSITORY / "terraform", self.clone / "terraform", ignore=ignored)
        if with_package:
            with zipfile.ZipFile(self.clone / "bootstrap.zip", "w") as package:
                package.writestr("bootstrap", "#!/bin/sh\n")
        for example in (self.clone / "terraform/examples").iterdir():
            self.let_call_moto(example)
        settings = folder / "settings.tfrc"
        found = mirror()
        settings.write_text(
            f"provider_installation {{\n  filesystem_mirror {{\n    path = {json.dumps(str(found))}\n  }}\n}}\n" if found else ""
        )
        self.environment = clean_environment(
            folder,
            TF_CLI_CONFIG_FILE=str(settings),
            TF_IN_AUTOMATION="1",
            TF_INPUT="0",
            # Without a mirror the provider is fetched, or that fails within seconds.
            TF_REGISTRY_CLIENT_TIMEOUT="10",
            TF_REGISTRY_DISCOVERY_RETRY="0",
            CHECKPOINT_DISABLE="1",
            AWS_EC2_METADATA_DISABLED="true",
            # Nobody listens there: what is not told where moto is calls nobody.
            AWS_ENDPOINT_URL="http://127.0.0.1:9",
        )

    def let_call_moto(self, example: Path):
        """Terraform merges what a file that ends in _override.tf says into the other files."""
        has_provider = any('provider "aws"' in file.read_text() for file in example.glob("*.tf"))
        (example / ("moto_override.tf" if has_provider else "moto.tf")).write_text(MOTO_PROVIDER)

    def initialize(self, root: str):
        """Gets the provider and the modules of a root module."""
        try:
            done = self.run(root, "init", "-no-color", "-backend=false", check=False)
        except subprocess.TimeoutExpired:
            assert mirror() is None, f"terraform init took over {COMMAND_SECONDS} s with a mirror on this machine"
            pytest.skip(f"the provider {PROVIDER} was not there within {COMMAND_SECONDS} s: put it into a local mirror")
        if done.returncode != 0:
            assert mirror() is None, done.stdout + done.stderr
            pytest.skip(f"the provider {PROVIDER} can't be fetched; put it into a local mirror: {shortened(done.stderr, 600)}")

    def run(self, root: str, *arguments: str, check: bool = True, **settings: str) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [self.command, *arguments],
            cwd=self.clone / root,
            env=self.environment | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        if check:
            assert done.returncode == 0, f"terraform {' '.join(arguments)}\n{shortened(done.stdout + done.stderr, 12_000)}"
        return done
