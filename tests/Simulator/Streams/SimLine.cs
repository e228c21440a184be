using System.Globalization;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator.Streams;

/// <summary>
/// One produced line and what it must count as. Knows nothing of the parser: the meaning is chosen first, the text is
/// written from it.
/// </summary>
internal sealed record SimLine
{
    /// <summary>The line as it stands in the payload, without line end.</summary>
    public required string Text { get; init; }

    /// <summary>The reason a line that can't be read must be rejected for; null for a good line.</summary>
    public string? RejectReason { get; init; }

    /// <summary>A container within the record that cannot be opened: it stands for one line that is rejected. Null for a line.</summary>
    public byte[]? Container { get; init; }

    /// <summary>Event time, milliseconds since the Unix epoch; null when the line states none: then its arrival counts.</summary>
    public long? TimestampMs { get; init; }

    public string Endpoint { get; init; } = "";

    public string Region { get; init; } = "";

    public int Status { get; init; }

    public long Bytes { get; init; }

    /// <summary>Microseconds; null when the line states none.</summary>
    public long? LatencyUs { get; init; }

    /// <summary>Event time of the line in a record that arrived at <paramref name="arrivalMs"/>.</summary>
    public long EventTimeMs(long arrivalMs) => TimestampMs ?? arrivalMs;

    /// <inheritdoc/>
    public override string ToString() => RejectReason is null
        ? $"{Endpoint} {Status} at {(TimestampMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) : "arrival")}"
        : $"bad line ({RejectReason})";
}

/// <summary>Draws lines: mostly on time, some late, some early, some far in the future, some unreadable.</summary>
internal sealed class LineSource(Choices choices)
{
    /// <summary>Why a cut container is rejected.</summary>
    public const string BadContainerReason = "container.gzip.corrupt";

    private const long MinuteMs = 60_000;
    private const long LargestNumberMs = 7_000_000_000_000;
    private const long DayMs = 24 * 60 * MinuteMs;

    /// <summary>A line produced at <paramref name="nowMs"/>.</summary>
    public SimLine Next(long nowMs)
    {
        if (choices.Chance(ChoiceKind.Plan, 60))
        {
            return BadLine();
        }

        long? timestampMs = choices.Chance(ChoiceKind.Plan, 30) ? null : EventTime(nowMs);
        string method = choices.Pick(ChoiceKind.Plan, "GET", "GET", "POST");
        (string path, string template) = Path();
        string region = choices.Pick(ChoiceKind.Plan, "", "eu-west-1", "us-east-1");
        int status = choices.Pick(ChoiceKind.Plan, 200, 200, 200, 204, 301, 404, 500, 503, 101, 0);
        long bytes = choices.Pick(ChoiceKind.Plan, 0, 1, 512, 70_000);
        long? latencyUs = choices.Pick<long?>(ChoiceKind.Plan, null, 0, 1, 900, 12_500, 12_500, 250_000, 61_000_000);
        return new SimLine
        {
            Text = Write(timestampMs, method, path, region, status, bytes, latencyUs),
            TimestampMs = timestampMs,
            Endpoint = $"{method} {template}",
            Region = region.Length == 0 ? "(none)" : region,
            Status = status,
            Bytes = bytes,
            LatencyUs = latencyUs,
        };
    }

    private string Write(long? timestampMs, string method, string path, string region, int status, long bytes, long? latencyUs)
    {
        // A number's unit follows from its size, so a number can't name the year 9999 in milliseconds.
        bool asText = choices.Chance(ChoiceKind.Plan, 300) || timestampMs > LargestNumberMs;
        string ts = timestampMs is not { } ms ? ""
            : asText ? $"\"ts\":\"{DateTimeOffset.FromUnixTimeMilliseconds(ms):yyyy-MM-ddTHH:mm:ss.fffZ}\","
            : string.Create(CultureInfo.InvariantCulture, $"\"ts\":{ms},");
        string regionField = region.Length == 0 ? "" : $"\"region\":\"{region}\",";
        string latencyField = latencyUs is { } us ? $",\"rt_ms\":{(us / 1000m).ToString(CultureInfo.InvariantCulture)}" : "";
        return $"{{{ts}{regionField}\"method\":\"{method}\",\"endpoint\":\"{path}\",\"status\":{status},\"bytes\":{bytes}{latencyField}}}";
    }

    private (string Path, string Template) Path() => choices.Next(ChoiceKind.Plan, 6) switch
    {
        0 or 1 => ("/", "/"),
        2 => ("/cart", "/cart"),
        3 => ("/search?q=a", "/search"),
        _ => ($"/orders/{1 + choices.Next(ChoiceKind.Plan, 90_000)}", "/orders/{id}"),
    };

    private long EventTime(long nowMs)
    {
        long offsetMs = choices.Weighted(ChoiceKind.Plan, 12, 6, 3, 2, 1, 1, 2, 1, 1) switch
        {
            0 => 0,
            1 => -choices.Next(ChoiceKind.Plan, 3_000),
            2 => -choices.Next(ChoiceKind.Plan, 120_000),
            3 => -choices.Next(ChoiceKind.Plan, 30) * MinuteMs,
            4 => -choices.Next(ChoiceKind.Plan, 400) * DayMs,
            5 => choices.Next(ChoiceKind.Plan, 2_000),
            6 => choices.Next(ChoiceKind.Plan, 300_000),
            7 => choices.Next(ChoiceKind.Plan, 400) * DayMs,
            _ => new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero).ToUnixTimeMilliseconds() - nowMs,
        };
        return nowMs + offsetMs;
    }

    /// <summary>A container that was cut off, as it stands among the user records of an aggregate.</summary>
    public SimLine NextBadContainer() => new()
    {
        Text = "",
        Container = [0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, (byte)choices.Next(ChoiceKind.Plan, 256)],
        RejectReason = BadContainerReason,
    };

    private SimLine BadLine() => choices.Next(ChoiceKind.Plan, 3) switch
    {
        0 => new SimLine { Text = "not a log line", RejectReason = "line.unrecognized" },
        1 => new SimLine { Text = "{\"ts\":\"yesterday\",\"endpoint\":\"/\",\"status\":200}", RejectReason = "timestamp.invalid" },
        _ => new SimLine { Text = "{\"ts\":1795429800000,\"endpoint\":\"/\"}", RejectReason = "status.missing" },
    };
}
