using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>Requests and endpoints held against the service's model as botocore has it; skipped where Python or botocore is missing.</summary>
[Collection(nameof(KinesisPipelineTests))]
public sealed class BotocoreTests
{
    private const int NotInstalled = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_OfEveryOperation_FitTheServiceModel()
    {
        JsonObject[] captured = await CaptureAsync(
            c => c.CreateStreamAsync(new CreateStreamRequest
            {
                StreamName = "s",
                ShardCount = 2,
                MaxRecordSizeInKiB = 2048,
                StreamModeDetails = new StreamModeDetails { StreamMode = StreamMode.PROVISIONED },
                Tags = new() { ["team"] = "logs & más" },
                WarmThroughputMiBps = 4,
            }, Token),
            c => c.CreateStreamAsync(new CreateStreamRequest { StreamName = "s" }, Token),
            c => c.DeleteStreamAsync(new DeleteStreamRequest { StreamName = "s", StreamARN = Arn, EnforceConsumerDeletion = true }, Token),
            c => c.DescribeStreamAsync(new DescribeStreamRequest { StreamName = "s", StreamARN = Arn, Limit = 10, ExclusiveStartShardId = "shardId-000000000000" }, Token),
            c => c.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = "s", StreamARN = Arn }, Token),
            c => c.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "AAA", Limit = 10, StreamARN = Arn }, Token),
            c => c.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = "s", StreamARN = Arn, ShardId = "shardId-000000000000", ShardIteratorType = ShardIteratorType.AT_TIMESTAMP, Timestamp = Time }, Token),
            c => c.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = "s", ShardId = "shardId-000000000000", ShardIteratorType = ShardIteratorType.AFTER_SEQUENCE_NUMBER, StartingSequenceNumber = "1" }, Token),
            c => c.ListShardsAsync(new ListShardsRequest
            {
                StreamName = "s",
                StreamARN = Arn,
                MaxResults = 10,
                ExclusiveStartShardId = "shardId-000000000000",
                NextToken = "t",
                StreamCreationTimestamp = Time,
                ShardFilter = new ShardFilter { Type = ShardFilterType.FROM_TIMESTAMP, Timestamp = Time, ShardId = "shardId-000000000000" },
            }, Token),
            c => c.ListStreamsAsync(new ListStreamsRequest { Limit = 10, ExclusiveStartStreamName = "a", NextToken = "t" }, Token),
            c => c.ListStreamsAsync(new ListStreamsRequest(), Token),
            c => c.MergeShardsAsync(new MergeShardsRequest { StreamName = "s", StreamARN = Arn, ShardToMerge = "shardId-000000000000", AdjacentShardToMerge = "shardId-000000000001" }, Token),
            c => c.PutRecordAsync(new PutRecordRequest { StreamName = "s", StreamARN = Arn, Data = Bytes(1000), PartitionKey = "ключ", ExplicitHashKey = "0", SequenceNumberForOrdering = "1" }, Token),
            c => c.PutRecordsAsync(new PutRecordsRequest
            {
                StreamName = "s",
                StreamARN = Arn,
                Records = [new() { Data = Bytes(0), PartitionKey = "\"\\\u0001" }, new() { Data = Bytes(70_001), PartitionKey = "k", ExplicitHashKey = "340282366920938463463374607431768211455" }],
            }, Token),
            c => c.SplitShardAsync(new SplitShardRequest { StreamName = "s", StreamARN = Arn, ShardToSplit = "shardId-000000000000", NewStartingHashKey = "7" }, Token),
            c => c.UpdateShardCountAsync(new UpdateShardCountRequest { StreamName = "s", StreamARN = Arn, TargetShardCount = 4, ScalingType = ScalingType.UNIFORM_SCALING }, Token));

        // The published client has more operations than the project uses; ours must all be here.
        if (FunctionProcess.IsFromSource("AWSSDK.Kinesis"))
        {
            Assert.Equal(
                typeof(IAmazonKinesis).GetMethods().Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal)).Select(m => m.Name[..^5]).Order(),
                captured.Select(c => ((string)c["target"]!).Split('.')[1]).Order().Distinct());
        }

        await HoldAgainstBotocoreAsync(captured);
    }

    [Fact]
    public async Task Endpoints_OfRegionsAccountsAndSettings_FollowTheServiceRules()
    {
        var wanted = new List<JsonObject>();
        foreach (string region in (string[])["us-east-1", "eu-central-2", "us-gov-west-1", "us-gov-east-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1", "xx-new-1"])
        {
            foreach ((bool fips, bool dualStack) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
            {
                foreach (string? arn in (string?[])[null, "arn:aws:kinesis:us-east-1:123456789012:stream/s", "arn:aws-cn:kinesis:cn-north-1:123456789012:stream/s", "arn:aws-us-gov:kinesis:us-gov-west-1:123456789012:stream/s", "arn:aws:s3:us-east-1:123456789012:stream/s", "arn:aws:kinesis:us-east-1:123456789012:consumer/s", "nonsense"])
                {
                    wanted.Add(Endpoint(region, fips, dualStack, null, arn, new GetRecordsRequest { StreamARN = arn! }, "data"));
                    wanted.Add(Endpoint(region, fips, dualStack, null, arn, new ListShardsRequest { StreamARN = arn }, "control"));
                }

                wanted.Add(Endpoint(region, fips, dualStack, "http://127.0.0.1:4567", "arn:aws:kinesis:us-east-1:123456789012:stream/s", new PutRecordsRequest { StreamARN = "arn:aws:kinesis:us-east-1:123456789012:stream/s" }, "data"));
                wanted.Add(Endpoint(region, fips, dualStack, null, null, new ListStreamsRequest(), null));
            }
        }

        await HoldAgainstBotocoreAsync(wanted, "--endpoints");
    }

    private const string Arn = "arn:aws:kinesis:us-east-1:123456789012:stream/s";

    private static DateTime Time => new(2026, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc);

    private static MemoryStream Bytes(int length) => new([.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))]);

    private static JsonObject Endpoint(string region, bool fips, bool dualStack, string? serviceUrl, string? arn, AmazonWebServiceRequest request, string? operationType)
    {
        var config = new AmazonKinesisConfig { UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack, RegionEndpoint = RegionEndpoint.GetBySystemName(region) };
        if (serviceUrl is not null)
        {
            (config.ServiceURL, config.AuthenticationRegion) = (serviceUrl, region);
        }

        using var client = new AmazonKinesisClient("id", "secret", config);
        string? url;
        try
        {
            url = client.DetermineServiceOperationEndpoint(request).URL;
        }
        catch (AmazonClientException)
        {
            url = null;
        }

        return new JsonObject { ["region"] = region, ["fips"] = fips, ["dualStack"] = dualStack, ["endpoint"] = serviceUrl, ["streamArn"] = arn, ["operationType"] = operationType, ["url"] = url };
    }

    /// <summary>Sends each request to a server that answers nothing, and returns what came.</summary>
    private static async Task<JsonObject[]> CaptureAsync(params Func<AmazonKinesisClient, Task>[] calls)
    {
        var captured = new List<JsonObject>();
        await using var server = new CapturingServer();
        using AmazonKinesisClient client = KinesisFixture.CreateClient(server.Endpoint);
        foreach (Func<AmazonKinesisClient, Task> call in calls)
        {
            await call(client);
            CapturedRequest request = Assert.Single(server.Take());
            Assert.StartsWith("AWS4-HMAC-SHA256 Credential=test/", request.Headers["Authorization"], StringComparison.Ordinal);
            Assert.Contains("/us-east-1/kinesis/aws4_request", request.Headers["Authorization"], StringComparison.Ordinal);
            captured.Add(new JsonObject
            {
                ["target"] = request.Headers["X-Amz-Target"],
                ["contentType"] = request.Headers["Content-Type"],
                ["method"] = request.Method,
                ["path"] = request.Path,
                ["body"] = JsonNode.Parse(request.Body),
            });
        }

        return [.. captured];
    }

    internal static async Task HoldAgainstBotocoreAsync(IEnumerable<JsonObject> lines, params string[] arguments)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "AwsPackages", "check_requests.py");
        using Process python = Start("python3", [script, .. arguments]);
        foreach (JsonObject line in lines)
        {
            await python.StandardInput.WriteLineAsync(line.ToJsonString());
        }

        python.StandardInput.Close();
        Task<string> errors = python.StandardError.ReadToEndAsync(Token);
        string findings = await python.StandardOutput.ReadToEndAsync(Token);
        await python.WaitForExitAsync(Token);
        Assert.SkipWhen(python.ExitCode == NotInstalled, "botocore is not installed (pip install botocore)");
        Assert.True(python.ExitCode == 0, findings + await errors);
        Assert.Contains($"{lines.Count()} checked", await errors, StringComparison.Ordinal);
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false) };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not installed");
            throw;
        }
    }
}
