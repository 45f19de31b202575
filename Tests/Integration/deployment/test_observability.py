"""The alarms, the dashboard and the saved queries: the deployments have them alike, and look at what is counted.

UPDATE_PAGES=1 scripts/test --integration -k observability    writes them anew
"""

import json
import os
import re

import pytest
from support.fan_out import definition
from support.observability import ALARMS, FAN_OUT_WIDGETS, GIGABYTE, PRICE, WIDGETS, files
from support.program import EVENTS, REGION, REPOSITORY
from support.simulator import repository, stale
from support.template import STACK, Resolver, source

TERRAFORM = REPOSITORY / "terraform"
# What AWS's services count, by the names of their dimensions.
OF_AWS = {
    ("AWS/Lambda", "FunctionName"): {"Duration", "Errors", "Throttles"},
    ("AWS/SQS", "QueueName"): {"ApproximateNumberOfMessagesVisible"},
    ("AWS/States", "StateMachineArn"): {"ExecutionsFailed", "ExecutionTime"},
}
FUNCTION, MACHINE = "Ref(EcrCleanupFunction)", "GetAtt(FanOutStateMachine.Name)"


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_file_is_as_it_is_described(path):
    text = files()[path]
    if os.environ.get("UPDATE_PAGES"):
        path.write_text(text)
    assert path.read_text() == text


def resources(**parameters: str) -> dict[str, dict]:
    everything = {"FanOut": "true", "Dashboard": "true", "ImagesDeletedAlarmThreshold": "1", "ReportsBucket": "my-reports"}
    return Resolver(source(), **(everything | parameters)).resources


def body(**parameters: str) -> dict:
    return json.loads(resources(**parameters)["OperationsDashboard"]["Properties"]["DashboardBody"])


def graphs(**parameters: str) -> list[dict]:
    return [each["properties"] for each in body(**parameters)["widgets"] if each["type"] == "metric"]


def metrics(graph: dict) -> list[tuple]:
    """The namespace, the name, the dimensions and the options of each metric of a graph; formulas are left out."""
    found = []
    for namespace, name, *rest in (each for each in graph["metrics"] if len(each) > 1):
        *pairs, options = rest
        found.append((namespace, name, dict(zip(pairs[::2], pairs[1::2], strict=True)), options))
    return found


@pytest.fixture
def emitted(simulate, emulate, bucket) -> set[tuple]:
    """The metrics of the program with their dimensions, of an event of each kind; and that of the state machine."""
    registry = simulate(repository("team-a/app", *stale(1)))
    emulator = emulate(registry.endpoint, AWS_LAMBDA_FUNCTION_NAME=FUNCTION, **bucket.settings)
    push = json.loads((EVENTS / "ecr-push.json").read_text()) | {"region": REGION, "account": "123456789012"}
    push["detail"]["repository-name"] = "team-a/app"
    found = set()
    for event in (json.loads((EVENTS / "scheduled.json").read_text()), push, {}):
        document = emulator.invoke(event)
        for directive in document["_aws"]["CloudWatchMetrics"]:
            for dimensions in directive["Dimensions"]:
                values = frozenset((name, document[name]) for name in dimensions)
                found |= {(directive["Namespace"], each["Name"], values) for each in directive["Metrics"]}
    counted = json.loads(definition())["States"]["CountRun"]["Arguments"]
    (datum,) = counted["MetricData"]
    (dimension,) = datum["Dimensions"]
    return found | {(counted["Namespace"], datum["MetricName"], frozenset({(dimension["Name"], MACHINE)}))}


def test_metrics_of_dashboard_and_alarms_are_those_that_are_counted(emitted):
    looked_at = [each[:3] for graph in graphs() for each in metrics(graph)]
    for each in (*resources().values(), *resources(FanOut="false").values()):
        if each["Type"] == "AWS::CloudWatch::Alarm":
            given = each["Properties"]
            of = given["Metrics"][0]["MetricStat"]["Metric"] if "Metrics" in given else given
            dimensions = {pair["Name"]: pair["Value"] for pair in of["Dimensions"]}
            looked_at.append((of["Namespace"], of["MetricName"], dimensions))
    assert len(looked_at) > 30
    for namespace, name, dimensions in looked_at:
        if namespace == "ecr-cleanup":
            assert (namespace, name, frozenset(dimensions.items())) in emitted, name
        else:
            (dimension,) = dimensions
            assert name in OF_AWS[namespace, dimension]


def test_every_metric_of_the_program_is_on_the_dashboard(emitted):
    shown = {name for graph in graphs() for _, name, _, _ in metrics(graph)}
    # All images are the sum of the three decisions.
    assert {name for _, name, _ in emitted} - shown == {"ImagesScanned"}


@pytest.mark.parametrize("graph", graphs(), ids=lambda graph: graph["title"])
def test_formulas_are_of_metrics_in_their_graph(graph):
    named = {options["id"] for *_, options in metrics(graph) if "id" in options}
    formulas = [each[0]["expression"] for each in graph["metrics"] if len(each) == 1]
    used = set(re.findall(r"\b[a-z]\w*\b", " ".join(formulas)))
    hidden = {options["id"] for *_, options in metrics(graph) if options.get("visible") is False}
    assert hidden <= used <= named
    identifiers = [each[-1]["id"] for each in graph["metrics"] if "id" in each[-1]]
    assert len(set(identifiers)) == len(identifiers)


def test_counts_of_the_program_are_sums_over_the_time_between_two_runs():
    """The batches of a fan-out add up to the run of a night; a maximum would be that of one batch."""
    for graph in graphs(AlarmPeriodSeconds="21600"):
        for namespace, name, _, options in metrics(graph):
            if namespace == "ecr-cleanup":
                assert (options.get("stat", graph["stat"]), graph["period"]) == ("Sum", 21_600), name
    assert body()["periodOverride"] == "inherit"


def test_images_by_decision_are_of_scheduled_runs():
    """A push reads one repository again, and is not to count its images twice."""
    stocks = {"ImagesKept", "ImagesProtected", "BytesScanned", "BytesSelected"}
    for graph in graphs():
        named = {name: dimensions for _, name, dimensions, _ in metrics(graph)}
        assert all(dimensions.get("Trigger") == "schedule" for name, dimensions in named.items() if name in stocks)


def test_price_is_that_of_the_program():
    summary = (REPOSITORY / "Sources/Cleanup/Report/Summary.swift").read_text()
    assert float(re.search(r"pricePerGigabyteMonth = ([\d.]+)", summary)[1]) == PRICE
    assert GIGABYTE == 1 << 30


def test_dashboard_has_the_state_machine_only_with_a_fan_out():
    with_it, without = body(), body(FanOut="false")
    assert len(with_it["widgets"]) == len(WIDGETS) + len(FAN_OUT_WIDGETS)
    assert len(without["widgets"]) == len(WIDGETS) and "FanOut" not in json.dumps(without)
    assert "OperationsDashboard" not in resources(Dashboard="false")


def test_log_of_the_dashboard_and_of_the_queries_is_the_functions():
    (log,) = (each["properties"] for each in body()["widgets"] if each["type"] == "log")
    assert log["query"].startswith("SOURCE 'Ref(FunctionLogGroup)' | filter ")
    queries = {name: each["Properties"] for name, each in resources().items() if each["Type"] == "AWS::Logs::QueryDefinition"}
    assert all(each["LogGroupNames"] == ["Ref(FunctionLogGroup)"] for each in queries.values())
    assert all(each["Name"].startswith(f"{STACK}/") for each in queries.values())
    # Each says first what a person has to put in or choose.
    assert all(each["QueryString"].startswith("# ") for each in queries.values())


def test_module_has_the_names_of_the_alarms():
    names = {each.name for each in ALARMS}
    assert json.loads((TERRAFORM / "alarms.json").read_text()).keys() == names
    variable = re.search(r'variable "alarms" \{.*?\n\}', (TERRAFORM / "variables-runs.tf").read_text(), re.DOTALL)[0]
    listed = re.search(r"contains\(\[(.*?)\], name\)", variable, re.DOTALL)[1]
    assert set(re.findall(r'"([a-z-]+)"', listed)) == names
    assert all(each in re.search(r"error_message = \"alarms has (.*)\"", variable)[1] for each in names)


@pytest.mark.parametrize("alarm", [each for each in ALARMS if not each.switch_of], ids=lambda alarm: alarm.name)
def test_module_has_the_alarms_of_the_template(alarm):
    fan_out = "true" if alarm.needs == ("FansOut",) else "false"
    stack = resources(FanOut=fan_out, ImagesDeletedAlarmThreshold="7")[f"{alarm.resource}Alarm"]["Properties"]
    module = json.loads((TERRAFORM / "alarms.json").read_text())[alarm.name]
    assert (module["description"], module["missing_data"]) == (stack["AlarmDescription"], stack["TreatMissingData"])
    assert (module["comparison"], module["datapoints_to_alarm"]) == (stack["ComparisonOperator"], stack.get("DatapointsToAlarm"))
    assert stack["Threshold"] == ("7" if module["threshold"] is None else module["threshold"])
    if module["expression"]:
        metric, expression = stack["Metrics"]
        assert (module["expression"], module["metric"]) == (expression["Expression"], metric["MetricStat"]["Metric"]["MetricName"])
        assert module["period"] is None and module["evaluation_periods"] is None
    else:
        assert (module["namespace"], module["metric"], module["statistic"]) == (
            stack["Namespace"], stack["MetricName"], stack["Statistic"],
        )
        assert (module["period"], module["evaluation_periods"]) == (stack["Period"], stack["EvaluationPeriods"])
        assert list(module["dimensions"]) == [each["Name"] for each in stack["Dimensions"]]


def test_dashboard_is_off_unless_it_is_asked_for():
    """It may cost something; nothing else that is new does."""
    assert source()["Parameters"]["Dashboard"]["Default"] == "false"
    assert source()["Parameters"]["ImagesDeletedAlarmThreshold"]["Default"] == 0
