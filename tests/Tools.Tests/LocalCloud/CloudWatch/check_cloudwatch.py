"""The same calls against two CloudWatch endpoints: the one named, and moto's, started here. Exit code 3: boto3 or moto is missing."""

import datetime
import random
import sys

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
    from moto.server import ThreadedMotoServer
except ImportError:
    sys.exit(3)

HOUR = datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0) - datetime.timedelta(hours=1)
SUMS = ["Sum", "Average", "Minimum", "Maximum", "SampleCount"]


def client(url, compress=True):
    config = Config(region_name="us-east-1", retries={"total_max_attempts": 1}, disable_request_compression=not compress)
    return boto3.client("cloudwatch", endpoint_url=url, aws_access_key_id="local", aws_secret_access_key="local", config=config)


def put(cloudwatch):
    """Values in all three forms, on metrics with and without dimensions; one call is large enough for boto3 to compress it."""
    rng = random.Random(7)
    for minute in range(30):
        at = HOUR + datetime.timedelta(minutes=minute, seconds=rng.randrange(60))
        data = [{"MetricName": "Plain", "Timestamp": at, "Value": rng.randrange(100)}]
        values = sorted({rng.randrange(1000) for _ in range(20)})
        data.append({"MetricName": "Counted", "Timestamp": at, "Dimensions": [{"Name": "Endpoint", "Value": "GET /a,b=c"}],
                     "Values": values, "Counts": [rng.randrange(1, 9) for _ in values]})
        data.append({"MetricName": "Set", "Timestamp": at, "StatisticValues": {"SampleCount": 4, "Sum": 100, "Minimum": 10, "Maximum": 40}})
        cloudwatch.put_metric_data(Namespace="Judge", MetricData=data)
    cloudwatch.put_metric_data(Namespace="Judge/large", MetricData=[
        {"MetricName": f"M{i}", "Timestamp": HOUR, "Dimensions": [{"Name": "Which", "Value": "x" * 50 + str(i)}], "Value": i} for i in range(200)])


def query(name, metric, stat, period, dimensions=(), namespace="Judge"):
    return {"Id": name, "MetricStat": {"Metric": {"Namespace": namespace, "MetricName": metric, "Dimensions": list(dimensions)}, "Period": period, "Stat": stat}}


def read(cloudwatch):
    endpoint = [{"Name": "Endpoint", "Value": "GET /a,b=c"}]
    found = {}
    for period in (60, 300, 3600):
        for order in ("TimestampAscending", "TimestampDescending"):
            queries = [query(f"p{i}", "Plain", stat, period) for i, stat in enumerate(SUMS)]
            # moto leaves the counts out of its minimum and takes values one by one, so its sums of counted values are right.
            queries += [query(f"c{i}", "Counted", stat, period, endpoint) for i, stat in enumerate(SUMS)]
            queries += [query(f"s{i}", "Set", stat, period) for i, stat in enumerate(SUMS)]
            answer = cloudwatch.get_metric_data(MetricDataQueries=queries, StartTime=HOUR, EndTime=HOUR + datetime.timedelta(minutes=30), ScanBy=order)
            for result in answer["MetricDataResults"]:
                found[(period, order, result["Id"])] = list(zip([t.timestamp() for t in result["Timestamps"]], [round(v, 6) for v in result["Values"]]))
                found[(period, order, result["Id"], "status")] = result["StatusCode"]
    metrics = [m for page in cloudwatch.get_paginator("list_metrics").paginate(Namespace="Judge") for m in page["Metrics"]]
    # moto lists a metric once per value.
    found["list"] = sorted({str(sorted((d["Name"], d["Value"]) for d in m["Dimensions"])) + m["MetricName"] for m in metrics})
    metrics = [m for page in cloudwatch.get_paginator("list_metrics").paginate(Namespace="Judge/large", Dimensions=[{"Name": "Which"}]) for m in page["Metrics"]]
    found["large"] = len(metrics)
    for name, bad in {"both": {"MetricName": "x", "Value": 1, "Values": [1]}, "lengths": {"MetricName": "x", "Values": [1, 2], "Counts": [1]}}.items():
        try:
            cloudwatch.put_metric_data(Namespace="Judge/bad", MetricData=[bad])
            found[name] = "taken"
        except ClientError as error:
            found[name] = error.response["ResponseMetadata"]["HTTPStatusCode"]
    try:
        cloudwatch.get_metric_data(MetricDataQueries=[query("a", "Plain", "Sum", 60)], StartTime=HOUR, EndTime=HOUR)
        found["empty"] = "taken"
    except ClientError as error:
        found["empty"] = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return found


def main():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        answers = []
        # moto's server does not take compressed bodies.
        for cloudwatch in (client(sys.argv[1]), client(f"http://{host}:{port}", compress=False)):
            put(cloudwatch)
            answers.append(read(cloudwatch))
        ours, judge = answers
        different = [key for key in judge if ours.get(key) != judge[key]]
        for key in different[:20]:
            print(f"{key}:\n  ours {ours.get(key)}\n  moto {judge[key]}")
        if different or len(judge) < 90:
            sys.exit(f"{len(different)} of {len(judge)} answers differ")
        # What moto cannot judge, boto3 must at least be able to read.
        alarms = client(sys.argv[1]).describe_alarms()
        assert alarms["MetricAlarms"] == [], alarms
        percentile = client(sys.argv[1]).get_metric_data(
            MetricDataQueries=[query("a", "Counted", "p50", 3600, [{"Name": "Endpoint", "Value": "GET /a,b=c"}]), {"Id": "b", "Expression": "a / 2"}],
            StartTime=HOUR, EndTime=HOUR + datetime.timedelta(hours=1))
        (half, whole) = sorted(result["Values"][0] for result in percentile["MetricDataResults"])
        assert half * 2 == whole, percentile
        print(f"{len(judge)} answers, all alike")
    finally:
        server.stop()


main()
