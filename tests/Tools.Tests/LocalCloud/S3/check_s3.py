"""Holds an S3 endpoint against boto3: check_s3.py ENDPOINT BUCKET. Leaves objects boto/*, for another client to read. Exit code 3: no boto3."""
import hashlib
import socket
import sys

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
except ImportError:
    sys.exit(3)

endpoint, bucket = sys.argv[1], sys.argv[2]

# Not every resolver knows that all of .localhost is this machine.
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **named: resolve("127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **named)


def client(url, style, **named):
    config = Config(s3={"addressing_style": style, **named}, retries={"max_attempts": 1}, request_checksum_calculation="when_supported")
    return boto3.client("s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local", config=config)


def refused(call, code):
    try:
        call()
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (code, error.response)
        return
    raise AssertionError(f"was taken, {code} expected")


def content(length):
    return b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(length // 32 + 1))[:length]


virtual = endpoint.replace("127.0.0.1", "s3.localhost")
for name, s3 in (("path", client(endpoint, "path")), ("virtual", client(virtual, "virtual")), ("signed", client(endpoint, "path", payload_signing_enabled=True))):
    assert bucket in [entry["Name"] for entry in s3.list_buckets()["Buckets"]]
    s3.head_bucket(Bucket=bucket)
    s3.get_bucket_location(Bucket=bucket)
    for length in (0, 1, 70_000, 3_000_000):
        body = content(length)
        key = f"boto/{name}/{length} +%25é"
        put = s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="text/plain", ContentEncoding="gzip", Metadata={"a": "b"})
        assert put["ETag"] == '"%s"' % hashlib.md5(body).hexdigest(), put
        got = s3.get_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
        assert got["Body"].read() == body
        assert (got["ContentType"], got["ContentEncoding"], got["Metadata"]) == ("text/plain", "gzip", {"a": "b"}), got
        head = s3.head_object(Bucket=bucket, Key=key)
        assert (head["ContentLength"], head["ETag"]) == (length, put["ETag"]), head
        if length > 10:
            assert s3.get_object(Bucket=bucket, Key=key, Range="bytes=3-9")["Body"].read() == body[3:10]
            assert s3.get_object(Bucket=bucket, Key=key, Range="bytes=-5")["Body"].read() == body[-5:]
            refused(lambda: s3.get_object(Bucket=bucket, Key=key, Range=f"bytes={length}-"), "InvalidRange")
        refused(lambda: s3.get_object(Bucket=bucket, Key=key, IfNoneMatch=put["ETag"]), "304")
        refused(lambda: s3.get_object(Bucket=bucket, Key=key, IfMatch='"other"'), "PreconditionFailed")
        refused(lambda: s3.put_object(Bucket=bucket, Key=key, Body=b"x", IfNoneMatch="*"), "PreconditionFailed")
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        s3.put_object(Bucket=bucket, Key=f"boto/{name}/sum", Body=content(1000), ChecksumAlgorithm=algorithm)
        assert f"Checksum{algorithm}" in s3.get_object(Bucket=bucket, Key=f"boto/{name}/sum", ChecksumMode="ENABLED")
    keys = [f"list/{name}/{i:03}" for i in range(25)]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"list/{name}/", PaginationConfig={"PageSize": 10}))
    assert [item["Key"] for page in pages for item in page["Contents"]] == keys and len(pages) == 3
    assert [item["Prefix"] for item in s3.list_objects_v2(Bucket=bucket, Prefix="list/", Delimiter="/")["CommonPrefixes"]][-1].startswith("list/")
    for key in keys:
        s3.delete_object(Bucket=bucket, Key=key)
    assert s3.list_objects_v2(Bucket=bucket, Prefix=f"list/{name}/")["KeyCount"] == 0
    refused(lambda: s3.get_object(Bucket=bucket, Key="none"), "NoSuchKey")
    refused(lambda: s3.head_object(Bucket=bucket, Key="none"), "404")
    refused(lambda: s3.get_object(Bucket="none-such", Key="none"), "NoSuchBucket")
print("all held")
