"""Holds captured requests against botocore's model of a service: Kinesis, or CloudWatch with --cloudwatch.

Reads JSON lines {"target", "contentType", "method", "path", "body"} from standard input; prints one line per
finding and ends with 1 if there was any. Ends with 3 if botocore is not installed.

  --sns: reads JSON lines {"operation", "parameters", "form"} instead and holds each form against what botocore sends.
  --endpoints: reads JSON lines {"region", "fips", "dualStack", "endpoint", "streamArn", "operationType", "url"} instead
  and holds each url against botocore's endpoint rules.
"""
import base64
import binascii
import json
import sys

try:
    import botocore.loaders
    import botocore.model
except ImportError:
    sys.exit(3)

LOADER = botocore.loaders.Loader()


def members_of(shape, value, path):
    for name in shape.required_members:
        if name not in value:
            yield f"{path}: required member {name} is missing"
    for name, member in value.items():
        if name not in shape.members:
            yield f"{path}: {shape.name} has no member {name}"
        else:
            yield from check(shape.members[name], member, f"{path}.{name}")


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check(shape, value, path):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            yield f"{path}: expected an object, found {type(value).__name__}"
        else:
            yield from members_of(shape, value, path)
    elif kind == "list":
        if not isinstance(value, list):
            yield f"{path}: expected a list, found {type(value).__name__}"
        else:
            for i, item in enumerate(value):
                yield from check(shape.member, item, f"{path}[{i}]")
    elif kind == "map":
        for key, item in value.items():
            yield from check(shape.key, key, f"{path} key")
            yield from check(shape.value, item, f"{path}[{key}]")
    elif kind == "blob":
        try:
            base64.b64decode(value, validate=True)
        except (TypeError, binascii.Error) as error:
            yield f"{path}: no base64: {error}"
    elif kind == "timestamp":
        # JSON 1.1: seconds since 1970; a value in milliseconds would lie after the year 5000.
        if not is_number(value) or not 0 <= value < 95_617_584_000:
            yield f"{path}: {value!r} is no time in epoch seconds"
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{path}: expected a boolean, found {value!r}"
    elif kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"{path}: expected a whole number, found {value!r}"
    elif kind == "double":
        if not is_number(value):
            yield f"{path}: expected a number, found {value!r}"
    elif kind == "string":
        if not isinstance(value, str):
            yield f"{path}: expected a string, found {value!r}"
        elif shape.enum and value not in shape.enum:
            yield f"{path}: {value!r} is none of {', '.join(shape.enum)}"
    else:
        yield f"{path}: unexpected type {kind} in the model"


def check_request(model, request):
    prefix, _, operation = request["target"].partition(".")
    if prefix != model.metadata["targetPrefix"]:
        yield f"target prefix is {prefix}, not {model.metadata['targetPrefix']}"
    if request["contentType"] != f"application/x-amz-json-{model.metadata['jsonVersion']}":
        yield f"{operation}: content type is {request['contentType']}"
    if operation not in model.operation_names:
        yield f"the service has no operation {operation}"
        return
    http = model.operation_model(operation).http
    if (request["method"], request["path"]) != (http["method"], http["requestUri"]):
        yield f"{operation}: {request['method']} {request['path']}, not {http['method']} {http['requestUri']}"
    yield from check(model.operation_model(operation).input_shape, request["body"], operation)


def check_form(model, sent):
    from urllib.parse import parse_qsl

    from botocore.serialize import create_serializer

    expected = create_serializer("query", True).serialize_to_request(sent["parameters"], model.operation_model(sent["operation"]))["body"]
    found = dict(parse_qsl(sent["form"], keep_blank_values=True))
    if found != expected:
        yield f"{sent['operation']}: {found}, botocore: {expected}"


def check_endpoint(provider, wanted):
    from botocore.exceptions import EndpointProviderError

    parameters = {"Region": wanted["region"], "UseFIPS": wanted["fips"], "UseDualStack": wanted["dualStack"], "Endpoint": wanted["endpoint"],
                  "StreamARN": wanted["streamArn"], "OperationType": wanted["operationType"]}
    try:
        expected = provider.resolve_endpoint(**{name: value for name, value in parameters.items() if value is not None}).url
    except EndpointProviderError:
        expected = None
    if (expected or "").rstrip("/") != (wanted["url"] or "").rstrip("/"):
        yield f"{parameters}: {wanted['url']}, botocore: {expected}"


def main():
    if "--endpoints" in sys.argv:
        from botocore.endpoint_provider import EndpointProvider

        subject = EndpointProvider(LOADER.load_service_model("kinesis", "endpoint-rule-set-1"), LOADER.load_data("partitions"))
        checker = check_endpoint
    else:
        service = "cloudwatch" if "--cloudwatch" in sys.argv else "sns" if "--sns" in sys.argv else "kinesis"
        subject = botocore.model.ServiceModel(LOADER.load_service_model(service, "service-2"), service)
        checker = check_form if service == "sns" else check_request
    lines = [json.loads(line) for line in sys.stdin if line.strip()]
    findings = [finding for line in lines for finding in checker(subject, line)]
    print("\n".join(findings))
    print(f"{len(lines)} checked", file=sys.stderr)
    sys.exit(1 if findings else 0)


main()
