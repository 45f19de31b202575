"""The parts of template.yaml: each between two comments with its name."""

import json
import textwrap

from written_parts import lines

from .alarms import ALARMS, HEARTBEAT_FORMULA, Alarm, topics
from .dashboard import FAN_OUT_WIDGETS, SETTINGS, WIDGETS
from .queries import QUERIES

TOPIC_PATTERN = "^(off|arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)?$"
VALUES = {
    "function": "!Ref EcrCleanupFunction",
    "queue": "!GetAtt FailureQueue.QueueName",
    "state_machine": "!GetAtt FanOutStateMachine.Name",
    "state_machine_arn": "!Ref FanOutStateMachine",
}
# What stands in the dashboard for a name; the period is a number.
NAMES = {
    '"${period}"': "${AlarmPeriodSeconds}",
    "${region}": "${AWS::Region}",
    "${function}": "${EcrCleanupFunction}",
    "${queue}": "${FailureQueue.QueueName}",
    "${log_group}": "${FunctionLogGroup}",
    "${state_machine_arn}": "${FanOutStateMachine}",
    "${state_machine}": "${FanOutStateMachine.Name}",
}


def parts() -> dict[str, str]:
    names = list(topics())
    return {
        "topics of alarms in their group": lines(f"          - {name}" for name in names),
        "labels of topics of alarms": lines(
            f'      {name}: {{ default: "Topic for {alarm.subject}" }}' for name, alarm in topics().items()
        ),
        "parameters of alarms": lines(parameter(name, alarm) for name, alarm in topics().items()),
        "conditions of alarms": lines([*map(condition, ALARMS), *map(topic_condition, topics().values())]),
        "alarms": "\n".join(map(resource, ALARMS)),
        "dashboard and saved queries": "\n".join([dashboard(), *map(query, QUERIES)]),
    }


def parameter(name: str, alarm: Alarm) -> str:
    description = (
        f"The SNS topic that gets the alarm about {alarm.subject}. Empty is the topic of the summaries, if there is one; "
        '"off" is no such alarm.'
    )
    return f"""  {name}:
    Description: >-
{textwrap.fill(description, 120, initial_indent=" " * 6, subsequent_indent=" " * 6)}
    Type: String
    Default: ""
    AllowedPattern: {TOPIC_PATTERN}
    ConstraintDescription: must be empty, off, or a standard topic's ARN"""


def condition(alarm: Alarm) -> str:
    is_on = f'!Not [!Equals [!Ref {alarm.topic}, "off"]]'
    if alarm.needs:
        needed = ", ".join(f"!Condition {each}" for each in alarm.needs)
        is_on = f"!And [{needed}, {is_on}]"
    return f"  {alarm.condition}: {is_on}"


def topic_condition(alarm: Alarm) -> str:
    return f'  {alarm.topic_condition}: !Not [!Equals [!Ref {alarm.topic}, ""]]'


def resource(alarm: Alarm) -> str:
    text = [
        f"  {alarm.resource}Alarm:",
        "    Type: AWS::CloudWatch::Alarm",
        f"    Condition: {alarm.condition}",
        "    Properties:",
        f"      AlarmDescription: {alarm.description}",
        *(heartbeat(alarm) if alarm.is_heartbeat else count(alarm)),
    ]
    for kind in ("AlarmActions", "OKActions"):
        text += [
            f"      {kind}: !If",
            f"        - {alarm.topic_condition}",
            f"        - [!Ref {alarm.topic}]",
            "        - !If",
            "          - Notifies",
            "          - [!If [HasOwnTopic, !Ref NotificationTopicArn, !Ref NotificationTopic]]",
            "          - !Ref AWS::NoValue",
        ]
    return lines(text)


def dimensions(alarm: Alarm) -> list[str]:
    return [f"{{ Name: {name}, Value: {VALUES.get(value, value)} }}" for name, value in alarm.dimensions]


def count(alarm: Alarm) -> list[str]:
    """The properties of an alarm that goes off when something is counted."""
    threshold = alarm.threshold if alarm.threshold is not None else f"!Ref {alarm.resource}AlarmThreshold"
    return [
        f"      Namespace: {alarm.namespace}",
        f"      MetricName: {alarm.metric}",
        f"      Dimensions: [{', '.join(dimensions(alarm))}]",
        f"      Statistic: {alarm.statistic}",
        *([f"      # {alarm.comment}"] if alarm.comment else []),
        f"      Period: {alarm.period}",
        f"      EvaluationPeriods: {alarm.periods}",
        *([f"      DatapointsToAlarm: {alarm.datapoints}"] if alarm.datapoints else []),
        "      ComparisonOperator: GreaterThanThreshold",
        f"      Threshold: {threshold}",
        "      TreatMissingData: notBreaching",
    ]


def heartbeat(alarm: Alarm) -> list[str]:
    """The properties of an alarm that goes off when nothing is counted."""
    metric = [
        "        - Id: ended",
        "          MetricStat:",
        "            Metric:",
        f"              Namespace: {alarm.namespace}",
        f"              MetricName: {alarm.metric}",
        "              Dimensions:",
        *(f"                - {each}" for each in dimensions(alarm)),
        "            Period: !Ref AlarmPeriodSeconds",
        f"            Stat: {alarm.statistic}",
        "          ReturnData: false",
    ]
    return [
        "      Metrics:",
        *metric,
        "        # A period without a run is 0, but only after a first one: a new deployment has missed none.",
        "        - Id: runs",
        "          Label: Runs that ended",
        f"          Expression: {HEARTBEAT_FORMULA}",
        "      EvaluationPeriods: !Ref AlarmPeriods",
        "      ComparisonOperator: LessThanThreshold",
        f"      Threshold: {alarm.threshold}",
        "      # Neither before the first run, nor once the last one is out of sight: then the alarm stays as it is.",
        "      TreatMissingData: ignore",
    ]


def widgets(of: list[dict]) -> str:
    """Widgets as JSON, one metric a line, with the template's names."""
    rows = []
    for widget in of:
        text = json.dumps(widget, ensure_ascii=False)
        for metric in widget["properties"].get("metrics", []):
            row = json.dumps(metric)
            text = text.replace(f" {row}", f"\n  {row}", 1).replace(f"[{row}", f"[\n  {row}", 1)
        rows.append(text)
    text = ",\n".join(rows)
    for placeholder, name in NAMES.items():
        text = text.replace(placeholder, name)
    return text


def dashboard() -> str:
    settings = json.dumps(SETTINGS)[1:-1]
    body = f'{{{settings}, "widgets": [\n{widgets(WIDGETS)}${{FanOutWidgets}}\n]}}'
    more = f",\n{widgets(FAN_OUT_WIDGETS)}"
    return f"""  OperationsDashboard:
    Type: AWS::CloudWatch::Dashboard
    Condition: HasDashboard
    Properties:
      # The names of dashboards are those of the whole account, where the stack may stand in several regions.
      DashboardName: !Sub ${{AWS::StackName}}-${{AWS::Region}}
      DashboardBody: !Sub
        - |-
{textwrap.indent(body, " " * 10)}
        - FanOutWidgets: !If
            - FansOut
            - !Sub |-
{textwrap.indent(more, " " * 14)}
            - ""
"""


def query(each) -> str:
    return f"""  {each.resource}:
    Type: AWS::Logs::QueryDefinition
    Properties:
      Name: !Sub ${{AWS::StackName}}/{each.name}
      LogGroupNames: [!Ref FunctionLogGroup]
      QueryString: |-
{textwrap.indent(each.text, " " * 8)}
"""
