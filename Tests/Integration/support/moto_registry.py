"""moto's server: an implementation of AWS's services by others, against which the program's reading of them is held.

moto stamps every image with the time of its push here, so `push` sets an earlier one in moto's own model afterwards.
"""

import hashlib
import json
import time
from contextlib import contextmanager

import boto3
from moto.core.exceptions import JsonRESTError
from moto.ecr.models import ecr_backends
from moto.ecr.responses import ECRResponse
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer
from moto.ssm.models import ssm_backends
from moto.sts.models import sts_backends

from .program import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY

ACCOUNT = "123456789012"
MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json"


def list_daemons(response: EC2ContainerServiceResponse):
    """`ListDaemons`, which moto 5.2 lacks, and answers by a failure of the server in place of AWS's own error."""
    raise JsonRESTError("UnknownOperationException", "Unknown operation ListDaemons")


class MotoRegistry:
    def __init__(self):
        if not hasattr(EC2ContainerServiceResponse, "list_daemons"):
            EC2ContainerServiceResponse.list_daemons = list_daemons
        self.server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"
        self.client = self.client_of("ecr")
        self.pushed = 0

    def client_of(self, service: str):
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=ACCESS_KEY_ID,
            aws_secret_access_key=SECRET_ACCESS_KEY,
        )

    def create(self, repository: str):
        self.client.create_repository(repositoryName=repository)

    def push(self, repository: str, days: float, *tags: str, size: int = 1000) -> str:
        """Pushes an image that is no other's twin, so many days ago; returns its digest."""
        self.pushed += 1
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MEDIA_TYPE,
                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": size, "digest": "sha256:0"},
                "layers": [{"digest": f"sha256:{self.pushed:064x}", "size": size}],
            }
        )
        return self.put(repository, days, manifest, *tags)

    def push_manifest(self, repository: str, days: float, facts: dict, *tags: str) -> str:
        """Pushes an image with this configuration and these layers, so many days ago.

        moto makes the digest of the layers' digests; the image gets its manifest's, as in ECR.
        """
        manifest = json.dumps({"schemaVersion": 2, "mediaType": MEDIA_TYPE} | facts)
        made = self.put(repository, days, manifest, *tags)
        digest = f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}"
        for each in ecr_backends[ACCOUNT][REGION].repositories[repository].images:
            if each.image_digest == made:
                each._image_digest = digest
        return digest

    def put(self, repository: str, days: float, manifest: str, *tags: str) -> str:
        pushed = self.client.put_image(
            repositoryName=repository, imageManifest=manifest, **({"imageTag": tags[0]} if tags else {})
        )
        for tag in tags[1:]:
            self.client.put_image(repositoryName=repository, imageManifest=manifest, imageTag=tag)
        digest = pushed["image"]["imageId"]["imageDigest"]
        for each in ecr_backends[ACCOUNT][REGION].repositories[repository].images:
            if each.image_digest == digest:
                each.image_pushed_at = int(time.time() - days * 86_400)
        return digest

    @contextmanager
    def excluding(self, principal: str):
        """Lists the principal as one whose pulls ECR does not record: moto has no such list."""
        answer = json.dumps({"pullTimeUpdateExclusions": [principal]})
        ECRResponse.list_pull_time_update_exclusions = lambda response: answer
        try:
            yield
        finally:
            del ECRResponse.list_pull_time_update_exclusions

    def call_as(self, role: str):
        """Makes the tests' access key one of a session of this role, as far as moto's STS goes."""
        sts = boto3.client(
            "sts",
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=ACCESS_KEY_ID,
            aws_secret_access_key=SECRET_ACCESS_KEY,
        )
        sts.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="run")
        sts.close()
        (session,) = sts_backends[ACCOUNT]["global"].assumed_roles
        session.access_key_id = ACCESS_KEY_ID

    def digests(self, repository: str) -> set[str]:
        """What boto3 says is there."""
        return {each["imageDigest"] for each in self.client.list_images(repositoryName=repository)["imageIds"]}

    def stop(self):
        self.client.close()
        self.server.stop()
        ecr_backends.reset()
        sts_backends.reset()
        s3_backends.reset()
        ssm_backends.reset()
