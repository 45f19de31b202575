"""The alarms: what each looks at, when it goes off, and what a person does then."""

from dataclasses import dataclass

FUNCTION = (("FunctionName", "function"),)


@dataclass(frozen=True)
class Alarm:
    """An alarm on one metric, as the template and the Terraform module have it."""

    # The template's resource without "Alarm", and the end of the alarm's name in Terraform.
    resource: str
    name: str
    # In the form's label, after "Topic for".
    subject: str
    description: str
    # The two columns of the table in docs/MONITORING.md.
    goes_off_when: str
    what_to_do: str

    metric: str
    namespace: str = "ecr-cleanup"
    # Names of dimensions, each with a word for its value: the keys of `VALUES` in template.py and of `values` in alarms.tf.
    dimensions: tuple[tuple[str, str], ...] = FUNCTION
    statistic: str = "Sum"
    # None stands for a setting of the deployment.
    period: int | None = 300
    periods: int | None = 1
    datapoints: int | None = None
    threshold: int | None = 0
    comment: str = ""

    # Conditions of the template that must hold, too.
    needs: tuple[str, ...] = ()
    # Whether it goes off when nothing comes.
    is_heartbeat: bool = False
    # The alarm whose topic it shares.
    switch_of: str = ""

    @property
    def topic(self) -> str:
        """The template's parameter."""
        return f"{self.switch_of or self.resource}AlarmTopic"

    @property
    def condition(self) -> str:
        return f"Has{self.resource}Alarm"

    @property
    def topic_condition(self) -> str:
        return f"{self.switch_of or self.resource}AlarmHasTopic"


def looking_back(*texts: str, metric: str = "", comment: str = "It looks back as far as that on errors.", **others) -> Alarm:
    """An alarm that looks back over the longest run: 20 minutes."""
    return Alarm(*texts, metric=metric or texts[0], periods=4, datapoints=1, comment=comment, **others)


HEARTBEAT_FORMULA = "IF(FILL(ended, REPEAT) > 0, FILL(ended, 0))"

ALARMS = [
    looking_back(
        "FunctionErrors",
        "errors",
        "failed invocations",
        "An invocation of ecr-cleanup failed. Its log and the queue of failures say why.",
        "an invocation failed: the event was refused, the configuration is wrong, nothing could be done, or it was cut",
        "Read the last lines of the log with level `ERROR`: [what the message asks for](TROUBLESHOOTING.md). The event itself is in the queue of failures",
        namespace="AWS/Lambda",
        metric="Errors",
        comment="Lambda dates an error back to the invocation's start, which may be a quarter of an hour ago.",
    ),
    Alarm(
        "NoRun",
        "no-run",
        "missing runs",
        "No scheduled run of ecr-cleanup ended. Its log and its schedule say why.",
        "in `AlarmPeriods` periods of `AlarmPeriodSeconds`, no scheduled run [ended](#missing-runs)",
        "See whether the schedule is enabled and called the function, and read the end of its log",
        metric="RunsEnded",
        dimensions=(*FUNCTION, ("Trigger", "schedule")),
        period=None,
        periods=None,
        threshold=1,
        needs=("MissesRuns", "FansNotOut"),
        is_heartbeat=True,
    ),
    looking_back(
        "RepositoriesFailed",
        "repositories-failed",
        "repositories that failed",
        "ecr-cleanup could not clean a repository, or not list a registry. The summary in the log says why.",
        "a repository could not be cleaned, or a registry not listed",
        "Read the `reason` of each repository with the status `failed`, and that of the run: most often a permission is missing",
    ),
    looking_back(
        "RepositoriesBlocked",
        "repositories-blocked",
        "repositories that are blocked",
        "A limit, or a use that can't be read, keeps ecr-cleanup from a repository. The summary in the log says which.",
        "something kept the program from a repository before its first deletion",
        "Read the `reason`. A limit of the policy: look at what would go, then raise it or change the rules. A use that can't be read: [grant the permission](RUNBOOKS.md#a-source-is-denied) that it names",
    ),
    looking_back(
        "RepositoriesIncomplete",
        "repositories-incomplete",
        "repositories for which time ran out",
        "A run of ecr-cleanup had too little time for all repositories. The next one goes on.",
        "a run ended before it had finished a repository",
        "Nothing, if it happens once: the next run goes on. Night after night: [give the runs more time](FAN-OUT.md#when-one-run-has-too-little-time)",
    ),
    looking_back(
        "ImagesFailed",
        "images-failed",
        "images that ECR refused",
        "ECR refused to delete or archive images. The summary in the log says which, and why.",
        "ECR refused images",
        "The summary's `failures` name each with ECR's code. `KmsError`: the key of the repository is disabled or out of the role's reach. Each run tries again: protect the image, or remove the cause",
    ),
    looking_back(
        "ImagesInUseMissing",
        "images-missing",
        "images in use that are gone",
        "Workloads use images that are gone from the registry. The summary in the log names them in inUse.missing.",
        "a workload that runs names an image that is gone",
        "Read `inUse.missing`: it names the image and the workload. [Bring it back](RUNBOOKS.md#a-needed-image-was-deleted), or deploy another one: a new start can't pull it",
    ),
    looking_back(
        "ReportsNotWritten",
        "reports-not-written",
        "reports that were not written",
        "A run of ecr-cleanup could not write its reports to S3. The summary in the log says why.",
        "a run could not write all of its reports to the bucket. There is no such alarm without `ReportsBucket`",
        "Read `reports.failure` in the summary: [most often](REPORTS.md#the-bucket) it is the bucket's policy, its key or its owner. With `RequireApproval` or `announceDays`, nothing goes until that is fixed",
        needs=("WritesReports",),
    ),
    Alarm(
        "ImagesDeleted",
        "images-deleted",
        "many deletions",
        "ecr-cleanup deleted more images within 24 hours than the alarm's threshold. The log has each digest.",
        "more than `ImagesDeletedAlarmThreshold` images were deleted within 24 hours. There is no such alarm by default",
        "Run the query [What went](#saved-queries). If these images should have stayed, [stop everything](RUNBOOKS.md#stop-everything-now) and [bring them back](RUNBOOKS.md#a-needed-image-was-deleted)",
        metric="ImagesDeleted",
        # The batches of a night's fan-out add up.
        period=86_400,
        threshold=None,
        comment="All runs of a day add up: the batches of a fan-out, and pushes.",
        needs=("BoundsDeletions",),
    ),
    Alarm(
        "FailureQueue",
        "failures-queued",
        "events that were not handled",
        "Events of ecr-cleanup that were not handled are in the queue of failures. Each says what became of it.",
        "there is an event in the queue of failures",
        "Read it: it has the event and the error. Purge the queue when it is settled; events leave it after 14 days",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions=(("QueueName", "queue"),),
        statistic="Maximum",
    ),
    Alarm(
        "FanOutFailed",
        "executions-failed",
        "fan-outs that failed",
        "A fan-out of ecr-cleanup failed. The execution and its summary in the bucket say why.",
        "an execution of the state machine failed",
        "Open the execution: the failed batch has the error of its invocation. Start another one, or leave it to the next night",
        namespace="AWS/States",
        metric="ExecutionsFailed",
        dimensions=(("StateMachineArn", "state_machine_arn"),),
        needs=("FansOut",),
    ),
    Alarm(
        "NoFanOut",
        "no-run",
        "missing runs",
        "No fan-out of ecr-cleanup ended. Its executions and its schedule say why.",
        "as `NoRunAlarm`, for the fan-out, whose alarm takes its place",
        "likewise, of the state machine's executions",
        metric="RunsEnded",
        dimensions=(("StateMachine", "state_machine"),),
        period=None,
        periods=None,
        threshold=1,
        needs=("MissesRuns", "FansOut"),
        is_heartbeat=True,
        switch_of="NoRun",
    ),
]


def topics() -> dict[str, Alarm]:
    """The alarms by their parameters: two share one."""
    return {each.topic: each for each in ALARMS if not each.switch_of}


def rows() -> list[str]:
    """The table of alarms in docs/MONITORING.md."""
    found = ["| alarm, in Terraform | goes off when | what to do |", "| --- | --- | --- |"]
    return found + [
        f"| `{each.resource}Alarm`, `{each.name}` | {each.goes_off_when} | {each.what_to_do} |" for each in ALARMS
    ]
