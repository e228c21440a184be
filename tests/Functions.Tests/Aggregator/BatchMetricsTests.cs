using System.Text;
using System.Text.Json;
using LogFunctions.Aggregator;
using LogFunctions.Core.Parsing;
using LogFunctions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Functions.Tests.Aggregator;

public sealed class BatchMetricsTests
{
    [Fact]
    public void Write_BatchWithRejects_IsOneWriteOfOneLinePerDimensionSet()
    {
        var output = new CountingStream();
        var rejected = new long[RejectReasonNames.Count];
        rejected[(int)RejectReason.StatusMissing] = 2;
        rejected[(int)RejectReason.JsonInvalid] = 1;
        New(output).Write(new BatchResult { LinesAccepted = 10, LinesRejected = 3, RejectedByReason = rejected, LinesLate = 1, LedgerBytes = 999, BatchMs = 1.23456, Records = 4 });

        Assert.Equal(1, output.Writes);
        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal("", lines[3]);

        JsonElement totals = JsonDocument.Parse(lines[0]).RootElement;
        JsonElement directive = totals.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0];
        Assert.Equal(World.NoonMs, totals.GetProperty("_aws").GetProperty("Timestamp").GetInt64());
        Assert.Equal("LogFunctions", directive.GetProperty("Namespace").GetString());
        Assert.Equal("[[]]", directive.GetProperty("Dimensions").GetRawText());
        foreach (JsonElement metric in directive.GetProperty("Metrics").EnumerateArray())
        {
            Assert.Equal(JsonValueKind.Number, totals.GetProperty(metric.GetProperty("Name").GetString()!).ValueKind);
            Assert.Equal(1, metric.GetProperty("StorageResolution").GetInt32());
        }

        Assert.Equal((10, 3, 1, 999), (Value(totals, "LinesAccepted"), Value(totals, "LinesRejected"), Value(totals, "LinesLate"), Value(totals, "LedgerBytes")));
        Assert.Equal(1.235, totals.GetProperty("BatchMs").GetDouble());

        JsonElement[] reasons = [.. lines[1..3].Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["json.invalid", "status.missing"], reasons.Select(reason => reason.GetProperty("Reason").GetString()!));
        Assert.Equal([1, 2], reasons.Select(reason => Value(reason, "LinesRejected")));
        Assert.Equal("[[\"Reason\"]]", reasons[0].GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Dimensions").GetRawText());
    }

    [Fact]
    public void Write_SumsAtTheirEnd_AreAMetricOfTheirOwn()
    {
        var output = new CountingStream();
        New(output).Write(new BatchResult { LinesAccepted = 1 });
        New(output).Write(new BatchResult { LinesAccepted = 1, CellsSaturated = 3 });

        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        JsonElement saturated = JsonDocument.Parse(lines[2]).RootElement;
        Assert.Equal(3, Value(saturated, "CellsSaturated"));
        Assert.Equal("CellsSaturated", saturated.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Metrics")[0].GetProperty("Name").GetString());
    }

    [Fact]
    public void Write_SteadyState_AllocatesNothing()
    {
        BatchMetrics metrics = New(Stream.Null);
        var result = new BatchResult { LinesAccepted = 10 };
        metrics.Write(result);
        Assert.Equal(0, Allocation.Least(() => metrics.Write(result)));
    }

    private static int Value(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static BatchMetrics New(Stream output) =>
        new(new EmbeddedMetricWriter(output, "LogFunctions", new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(World.NoonMs))));

    private sealed class CountingStream : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            base.Write(buffer);
        }
    }
}
