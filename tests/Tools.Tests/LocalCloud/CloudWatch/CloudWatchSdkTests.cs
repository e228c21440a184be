using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace LogFunctions.LocalCloud.CloudWatch;

/// <summary>The API through the client that the functions use.</summary>
public sealed class CloudWatchSdkTests(CloudWatchFixture cloudWatch) : IClassFixture<CloudWatchFixture>
{
    private static readonly DateTime s_hour = DateTime.UnixEpoch.AddHours(Math.Floor((DateTime.UtcNow - DateTime.UnixEpoch).TotalHours) - 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_WithCounts_ComeBackAsPercentilesAcrossCalls()
    {
        using AmazonCloudWatchClient client = cloudWatch.NewClient();
        List<Dimension> dimensions = [new() { Name = "Endpoint", Value = "GET /a,b=\"c\"" }];
        foreach (int part in (int[])[0, 1])
        {
            await client.PutMetricDataAsync(
                new PutMetricDataRequest
                {
                    Namespace = "T/percentiles",
                    MetricData = [new() { MetricName = "LatencyMs", Dimensions = dimensions, Timestamp = s_hour, Values = [.. Enumerable.Range(0, 50).Select(v => (double)((v * 2) + part))], Counts = [.. Enumerable.Repeat(2.0, 50)] }],
                },
                Cancel);
        }

        GetMetricDataResponse answer = await client.GetMetricDataAsync(
            new GetMetricDataRequest
            {
                StartTime = s_hour,
                EndTime = s_hour.AddHours(1),
                MetricDataQueries =
                [
                    Query("a", "LatencyMs", "p90", dimensions),
                    Query("b", "LatencyMs", "SampleCount", dimensions),
                    new() { Id = "c", Expression = "a * 2", Label = "twice" },
                    new() { Id = "d", Expression = "SEARCH('{T/percentiles,Endpoint} MetricName=\"LatencyMs\"', 'Maximum', 3600)", Label = "${PROP('Dim.Endpoint')}" },
                ],
            },
            Cancel);
        Assert.Equal(["a", "b", "c", "d"], answer.MetricDataResults!.Select(result => result.Id));
        Assert.Equal([[89.0], [200.0], [178.0], [99.0]], answer.MetricDataResults!.Select(result => result.Values!.ToArray()));
        Assert.Equal(["LatencyMs", "LatencyMs", "twice", "GET /a,b=\"c\""], answer.MetricDataResults!.Select(result => result.Label));
        Assert.All(answer.MetricDataResults!, result => Assert.Equal([s_hour], result.Timestamps!));
        Assert.Null(answer.NextToken);
    }

    [Fact]
    public async Task Pages_AddUpToTheWhole_InEitherOrder()
    {
        for (int minute = 0; minute < 50; minute++)
        {
            cloudWatch.Metrics.Add(new MetricKey("T/pages", "M", ""), Seconds(s_hour.AddMinutes(minute)), minute, 1);
        }

        using AmazonCloudWatchClient client = cloudWatch.NewClient();
        foreach (ScanBy order in (ScanBy[])[ScanBy.TimestampAscending, ScanBy.TimestampDescending])
        {
            var values = new List<double>();
            var request = new GetMetricDataRequest
            {
                StartTime = s_hour,
                EndTime = s_hour.AddHours(1),
                ScanBy = order,
                MaxDatapoints = 7,
                MetricDataQueries = [Query("m", "M", "Sum", [], "T/pages", 60), new() { Id = "n", Expression = "m + 100" }],
            };
            int pages = 0;
            do
            {
                GetMetricDataResponse answer = await client.GetMetricDataAsync(request, Cancel);
                Assert.InRange(answer.MetricDataResults!.Sum(result => result.Values!.Count), 1, 7);
                values.AddRange(answer.MetricDataResults!.SelectMany(result => result.Values!));
                request.NextToken = answer.NextToken;
                pages++;
            }
            while (request.NextToken is not null);
            double[] one = [.. Enumerable.Range(0, 50).Select(v => (double)v)];
            one = order == ScanBy.TimestampAscending ? one : [.. one.Reverse()];
            Assert.Equal([.. one, .. one.Select(v => v + 100)], values);
            Assert.Equal(15, pages);
        }
    }

    [Theory]
    [InlineData("m +", "Expression")]
    [InlineData("missing + 1", "there is no query 'missing'")]
    [InlineData("q + 1", "leads back to itself")]
    [InlineData("1 + 1", "is a number")]
    [InlineData("LAMBDA('x')", "only AWS has")]
    public async Task Expressions_ThatAreWrong_AreRefusedWithTheReason(string expression, string message)
    {
        using AmazonCloudWatchClient client = cloudWatch.NewClient();
        AmazonCloudWatchException error = await Assert.ThrowsAsync<AmazonCloudWatchException>(() => client.GetMetricDataAsync(
            new GetMetricDataRequest { StartTime = s_hour, EndTime = s_hour.AddHours(1), MetricDataQueries = [new() { Id = "q", Expression = expression }] }, Cancel));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_ThatIsWrong_IsRefusedAsAWhole()
    {
        using AmazonCloudWatchClient client = cloudWatch.NewClient();
        await Assert.ThrowsAsync<AmazonCloudWatchException>(() => client.PutMetricDataAsync(
            new PutMetricDataRequest { Namespace = "T/whole", MetricData = [new() { MetricName = "A", Value = 1 }, new() { MetricName = "B", Value = 1, Values = [1] }] }, Cancel));
        await Assert.ThrowsAsync<AmazonCloudWatchException>(() => client.PutMetricDataAsync(
            new PutMetricDataRequest { Namespace = "AWS/Lambda", MetricData = [new() { MetricName = "A", Value = 1 }] }, Cancel));
        Assert.DoesNotContain(cloudWatch.Metrics.Snapshot().Keys, key => key.Namespace == "T/whole");
    }

    private static long Seconds(DateTime time) => (long)(time - DateTime.UnixEpoch).TotalSeconds;

    private static MetricDataQuery Query(string id, string name, string stat, List<Dimension> dimensions, string metricNamespace = "T/percentiles", int period = 3600) => new()
    {
        Id = id,
        MetricStat = new MetricStat { Metric = new Metric { Namespace = metricNamespace, MetricName = name, Dimensions = dimensions }, Period = period, Stat = stat },
    };
}
