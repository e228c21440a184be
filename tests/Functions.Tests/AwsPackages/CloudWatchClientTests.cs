using System.Text;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>The stand-in for CloudWatch: requests against the service's model, answers, endpoints.</summary>
public sealed class CloudWatchClientTests
{
    private static readonly DateTime s_time = new(2026, 2, 3, 4, 5, 0, DateTimeKind.Utc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static List<Dimension> Dimensions => [new() { Name = "StreamName", Value = "s" }];

    [Fact]
    public async Task Requests_OfEveryOperation_FitTheServiceModel()
    {
        Assert.SkipUnless(FunctionProcess.IsFromSource("AWSSDK.CloudWatch"), "the published package speaks CBOR");
        await using var server = new CapturingServer();
        using AmazonCloudWatchClient client = Client(server);
        await client.GetMetricDataAsync(
            new GetMetricDataRequest
            {
                StartTime = s_time,
                EndTime = s_time.AddHours(1),
                NextToken = "t",
                ScanBy = ScanBy.TimestampAscending,
                MaxDatapoints = 1000,
                MetricDataQueries =
                [
                    new() { Id = "a", ReturnData = false, MetricStat = new() { Metric = new() { Namespace = "AWS/Kinesis", MetricName = "IncomingBytes", Dimensions = Dimensions }, Period = 60, Stat = "Sum", Unit = StandardUnit.Bytes } },
                    new() { Id = "b", Expression = "a/60", Label = "bytes a second", Period = 60 },
                ],
            },
            Token);
        await client.PutMetricDataAsync(
            new PutMetricDataRequest
            {
                Namespace = "LogFunctions",
                MetricData =
                [
                    new() { MetricName = "LatencyMs", Dimensions = Dimensions, Timestamp = s_time, Unit = StandardUnit.Milliseconds, StorageResolution = 60, Values = [1.5, 2], Counts = [3, 4] },
                    new() { MetricName = "Requests", Value = 7 },
                ],
            },
            Token);
        IReadOnlyList<CapturedRequest> requests = server.Take();
        Assert.All(requests, r => Assert.Contains("/us-east-1/monitoring/aws4_request", r.Headers["Authorization"], StringComparison.Ordinal));
        JsonObject[] lines = [.. requests.Select(r => new JsonObject
        {
            ["target"] = r.Headers["X-Amz-Target"],
            ["contentType"] = r.Headers["Content-Type"],
            ["method"] = r.Method,
            ["path"] = r.Path,
            ["body"] = JsonNode.Parse(r.Body),
        })];
        await BotocoreTests.HoldAgainstBotocoreAsync(lines, "--cloudwatch");
    }

    [Fact]
    public async Task Errors_BecomeExceptionsWithTheirCode()
    {
        Assert.SkipUnless(FunctionProcess.IsFromSource("AWSSDK.CloudWatch"), "the published package speaks CBOR");
        await using var server = new CapturingServer();
        server.Answer = _ => (400, Encoding.UTF8.GetBytes("""{"__type":"com.amazonaws.cloudwatch#InvalidParameterValue","message":"no such period"}"""), []);
        using AmazonCloudWatchClient client = Client(server);
        AmazonCloudWatchException exception = await Assert.ThrowsAsync<AmazonCloudWatchException>(() => client.GetMetricDataAsync(new GetMetricDataRequest(), Token));
        Assert.Equal("InvalidParameterValue", exception.ErrorCode);
        Assert.Equal("no such period", exception.Message);
    }

    [Theory]
    [InlineData("us-east-1", false, false, "https://monitoring.us-east-1.amazonaws.com")]
    [InlineData("us-east-1", true, false, "https://monitoring-fips.us-east-1.amazonaws.com")]
    [InlineData("eu-west-1", false, true, "https://monitoring.eu-west-1.api.aws")]
    [InlineData("cn-north-1", false, false, "https://monitoring.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", true, false, "https://monitoring.us-gov-west-1.amazonaws.com")]
    public void Endpoint_OfARegion_IsTheServices(string region, bool fips, bool dualStack, string url)
    {
        var config = new AmazonCloudWatchConfig { UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack, RegionEndpoint = RegionEndpoint.GetBySystemName(region) };
        using var client = new AmazonCloudWatchClient("id", "secret", config);
        Assert.Equal(url, client.DetermineServiceOperationEndpoint(new GetMetricDataRequest()).URL.TrimEnd('/'));
    }

    private static AmazonCloudWatchClient Client(CapturingServer server) =>
        new("test", "test", new AmazonCloudWatchConfig { ServiceURL = server.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
