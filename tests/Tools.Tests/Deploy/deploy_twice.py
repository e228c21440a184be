"""Transforms template.yaml as CloudFormation's SAM macro does and creates it under two names in one account of moto_server.

Usage: deploy_twice.py TEMPLATE. Writes one JSON object to standard output: the transformed template, and per stack its status, the reason
when it failed, and the physical ids of its resources. Exit code 3: a Python package is missing, its name is on standard error.
"""

import io
import json
import os
import sys
import zipfile

try:
    import boto3
    from moto.server import ThreadedMotoServer
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)

STACKS = ["logs-one", "logs-two"]
BUCKET = "code"


class NoManagedPolicies:
    def load(self):
        return {}


def transformed(path):
    with open(path, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{BUCKET}/function.zip"  # what `sam package` writes there
    return transform(template, {}, NoManagedPolicies())


def client(service, endpoint):
    return boto3.client(service, endpoint_url=endpoint)


def upload_code(endpoint):
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("bootstrap", "#!/bin/sh\n")
    s3 = client("s3", endpoint)
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="function.zip", Body=code.getvalue())


def everything(endpoint):
    """With all that is off by default, so that all resources of the template are made."""
    ec2 = client("ec2", endpoint)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    values = {"ProducerCount": "1", "ProducerVpcId": vpc, "ProducerSubnetIds": subnet, "ProducerPackage": "packages/logfn.tgz",
              "ShardScaling": "on", "Archive": "on", "ScalingTopicArn": "arn:aws:sns:us-east-1:123456789012:scaling"}
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


def known(template):
    """moto makes no composite alarms, and refuses a dashboard body that asks for their ARNs."""
    resources = {id: dict(r) for id, r in template["Resources"].items() if r["Type"] != "AWS::CloudWatch::CompositeAlarm"}
    for resource in resources.values():
        if resource["Type"] == "AWS::CloudWatch::Dashboard":
            resource["Properties"] = {**resource["Properties"], "DashboardBody": "{}"}
    return {**template, "Resources": resources}


def create(endpoint, name, body, parameters):
    stacks = client("cloudformation", endpoint)
    try:
        stacks.create_stack(StackName=name, TemplateBody=body, Parameters=parameters, Capabilities=["CAPABILITY_IAM"])
    except Exception as error:  # moto answers a failed creation like this, AWS by a status
        return {"name": name, "status": "CREATE_FAILED", "reason": f"{type(error).__name__}: {error}", "resources": {}}
    stack = stacks.describe_stacks(StackName=name)["Stacks"][0]
    resources = stacks.describe_stack_resources(StackName=name)["StackResources"]
    return {
        "name": name,
        "status": stack["StackStatus"],
        "reason": stack.get("StackStatusReason", ""),
        # moto leaves out the id of what it does not know how to make.
        "resources": {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources if "LogicalResourceId" in r and "PhysicalResourceId" in r},
    }


def schedule(endpoint, stack, template):
    """moto's CloudFormation makes no schedules, so they are made here, under the name that CloudFormation would give them."""
    scheduler = client("scheduler", endpoint)
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] != "AWS::Scheduler::Schedule":
            continue
        name = resource["Properties"].get("Name", f"{stack['name']}-{logical_id}-1A2B3C4D5E6F")
        if isinstance(name, dict):
            name = name["Fn::Sub"].replace("${AWS::StackName}", stack["name"])
        target = {"Arn": "arn:aws:lambda:us-east-1:123456789012:function:f", "RoleArn": "arn:aws:iam::123456789012:role/r"}
        try:
            scheduler.create_schedule(
                Name=name,
                ScheduleExpression=resource["Properties"]["ScheduleExpression"],
                FlexibleTimeWindow={"Mode": "OFF"},
                Target=target,
            )
            stack["resources"][logical_id] = name
        except scheduler.exceptions.ConflictException as error:
            stack.update(status="CREATE_FAILED", reason=f"{logical_id}: {error}")


def main():
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
    template = transformed(sys.argv[1])
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        upload_code(endpoint)
        parameters = everything(endpoint)
        stacks = [create(endpoint, name, json.dumps(known(template)), parameters) for name in STACKS]
        for stack in stacks:
            schedule(endpoint, stack, template)
    finally:
        server.stop()
    json.dump({"template": template, "stacks": stacks}, sys.stdout)


main()
