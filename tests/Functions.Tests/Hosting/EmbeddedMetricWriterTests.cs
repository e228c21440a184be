using System.Text;
using System.Text.Json;
using LogFunctions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Functions.Tests.Hosting;

public sealed class EmbeddedMetricWriterTests
{
    private static readonly MetricSet s_set = new(
        ["Shard", "Action"], [("Heat", MetricUnit.Percent), ("Backlog", MetricUnit.Milliseconds)], ["Seen"], storageResolutionSeconds: 1);

    [Fact]
    public void Add_SetWithDimensions_IsALineThatCloudWatchReads()
    {
        using var output = new MemoryStream();
        EmbeddedMetricWriter writer = New(output);
        writer.Add(s_set, ["shardId-1", "a \"word\"\n"], [12.5, 3, 4]);
        Assert.Equal(0, output.Length);
        writer.Flush();
        writer.Flush();

        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Equal(["", lines[0]], lines.Order(StringComparer.Ordinal));
        Assert.Equal(
            """
            {"_aws":{"Timestamp":1000,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["Shard","Action"]],"Metrics":[{"Name":"Heat","Unit":"Percent","StorageResolution":1},{"Name":"Backlog","Unit":"Milliseconds","StorageResolution":1}]}]},"Shard":"shardId-1","Action":"a \u0022word\u0022\n","Heat":12.5,"Backlog":3,"Seen":4}
            """,
            lines[0]);
        Assert.Equal("a \"word\"\n", JsonDocument.Parse(lines[0]).RootElement.GetProperty("Action").GetString());
    }

    [Fact]
    public void Add_WrongNumberOfValues_ThrowsAndWritesNothing()
    {
        using var output = new MemoryStream();
        EmbeddedMetricWriter writer = New(output);
        Assert.Throws<ArgumentException>(() => writer.Add(s_set, ["one"], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => writer.Add(s_set, ["one", "two"], [1, 2]));
        writer.Flush();
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void Add_AfterOneThatFailed_IsWhole()
    {
        using var output = new MemoryStream();
        EmbeddedMetricWriter writer = New(output);
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(s_set, ["a", "b"], [1, double.NaN, 3]));
        writer.Add(s_set, ["a", "b"], [1, 2, 3]);
        writer.Flush();
        JsonElement line = JsonDocument.Parse(Encoding.UTF8.GetString(output.ToArray())).RootElement;
        Assert.Equal(2, line.GetProperty("Backlog").GetInt32());
    }

    [Fact]
    public void MetricSet_WithNamesThatCollide_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new MetricSet(["A"], [("A", MetricUnit.Count)]));
        Assert.Throws<ArgumentException>(() => new MetricSet([], [("_aws", MetricUnit.Count)]));
        Assert.Throws<ArgumentException>(() => new MetricSet([], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetricSet([], [("A", MetricUnit.Count)], storageResolutionSeconds: 5));
    }

    private static EmbeddedMetricWriter New(Stream output) => new(output, "N", new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1000)));
}
