using System.Text;
using System.Text.Json.Nodes;
using Amazon.CloudWatch;
using LogFunctions.Functions.Tests.AwsPackages;
using LogFunctions.ShardScaler.Policy;
using LogFunctions.ShardScaler.Running;

namespace LogFunctions.Functions.Tests.ShardScaler;

public sealed class CloudWatchDemandSourceTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private static bool FromSource => FunctionProcess.IsFromSource("AWSSDK.CloudWatch");

    [Fact]
    public async Task Read_AddsWhatWasThrottled_TakesTheHigherOfBytesAndRecords_AndKnowsGapsFromZeros()
    {
        Assert.SkipUnless(FromSource, "the answers of this test are AWS JSON; the published package speaks CBOR");
        await using var server = new CapturingServer();
        long minute = (s_now.ToUnixTimeSeconds() / 60) - 5;
        server.Answer = page => (200, Encoding.UTF8.GetBytes(page == 0 ? FirstPage(minute) : SecondPage(minute)), []);
        using AmazonCloudWatchClient client = Client(server);
        var source = new CloudWatchDemandSource(client, "logs", ShardCapacity.OfKinesis);

        StreamDemand demand = await source.ReadAsync(s_now, TestContext.Current.CancellationToken);

        DemandSeries series = demand.Series;
        Assert.Equal(2, series[minute], 6); // 120,000 records
        Assert.Equal(3, series[minute + 1], 6); // 120,000 and 60,000 throttled
        Assert.Equal(4, series[minute + 2], 6); // 4 MiB/s
        Assert.True(double.IsNaN(series[minute + 3])); // nothing was measured
        Assert.Equal(0, series[minute + 4], 6); // read, but nothing came
        Assert.Equal(7, demand.BacklogSeconds, 6);

        IReadOnlyList<CapturedRequest> requests = server.Take();
        Assert.Equal(2, requests.Count);
        JsonNode first = JsonNode.Parse(requests[0].Body)!;
        Assert.Equal(s_now.ToUnixTimeSeconds(), first["EndTime"]!.GetValue<double>());
        Assert.Equal("next", JsonNode.Parse(requests[1].Body)!["NextToken"]!.GetValue<string>());

        await source.ReadAsync(s_now.AddMinutes(1), TestContext.Current.CancellationToken);
        double start = JsonNode.Parse(Assert.Single(server.Take()).Body)!["StartTime"]!.GetValue<double>();
        Assert.InRange(start, s_now.AddMinutes(-20).ToUnixTimeSeconds(), s_now.ToUnixTimeSeconds());
    }

    private static AmazonCloudWatchClient Client(CapturingServer server) =>
        new("test", "test", new AmazonCloudWatchConfig { ServiceURL = server.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    private static string FirstPage(long minute) => $$"""
        {"MetricDataResults":[
          {"Id":"records","StatusCode":"PartialData","Timestamps":[{{minute * 60}},{{(minute + 1) * 60}}],"Values":[120000,120000]},
          {"Id":"throttled","StatusCode":"Complete","Timestamps":[{{(minute + 1) * 60}}],"Values":[60000]}],
         "NextToken":"next"}
        """;

    private static string SecondPage(long minute) => $$"""
        {"MetricDataResults":[
          {"Id":"records","StatusCode":"Complete","Timestamps":[{{(minute + 2) * 60}}],"Values":[1000]},
          {"Id":"bytes","StatusCode":"Complete","Timestamps":[{{(minute + 2) * 60}}],"Values":[{{4L * 60 * 1024 * 1024}}]},
          {"Id":"age","StatusCode":"Complete","Timestamps":[{{minute * 60}},{{(minute + 4) * 60}}],"Values":[1000,7000]}]}
        """;
}
