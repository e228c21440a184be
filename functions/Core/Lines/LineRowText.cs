using System.Globalization;
using System.Text;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Lines;

/// <summary>
/// Rows of the table <c>lines</c> as text: fields with a tab between, in the order of <see cref="Columns"/>, a newline behind. A field
/// that is not known is empty; no known field is. No field holds a tab, a newline or any other control character, so nothing has to be
/// escaped.
/// </summary>
public static class LineRowText
{
    /// <summary>The last field of every row: a row without it was cut off.</summary>
    public const string End = "end";

    // Eight numbers of at most 20 digits, a verdict, a kind, the tabs.
    private const int MaxOtherBytes = 320;

    /// <summary>Name and type of every column, as SQL has them on Spark and on DuckDB.</summary>
    public static IReadOnlyList<(string Name, string Type)> Columns { get; } =
    [
        ("second", "bigint"), ("micros", "bigint"), ("endpoint", "string"), ("region", "string"), ("status", "bigint"), ("bytes", "bigint"),
        ("latency_us", "bigint"), ("client", "string"), ("user_agent", "string"), ("referer", "string"), ("format", "string"),
            ("verdict", "string"),
        ("row_end", "string"),
    ];

    private static readonly byte[][] s_verdicts =
        [.. Enumerable.Range(0, RejectReasonNames.Count).Select(reason => Encoding.ASCII.GetBytes(VerdictOf((RejectReason)reason)))];
    private static readonly byte[][] s_kinds =
        [.. Enumerable.Range(0, LogFormatNames.KindCount).Select(kind => Encoding.ASCII.GetBytes(LogFormatNames.Name((LineKind)kind)))];

    /// <summary>The verdict on a line as it stands in the table: <c>accepted</c>, <c>rejected:reason</c> or <c>blank</c>.</summary>
    public static ReadOnlySpan<byte> Verdict(scoped in LineRow row) => row.IsBlank ? "blank"u8 : s_verdicts[(int)row.Reason];

    /// <summary>The format of a line as it stands in the table; empty for a blank one.</summary>
    public static ReadOnlySpan<byte> Format(scoped in LineRow row) => row.IsBlank ? default : s_kinds[(int)row.Kind];

    /// <summary>Room that <see cref="Write"/> may need.</summary>
    public static int MaxBytes(scoped in LineRow row) =>
        MaxOtherBytes + row.Endpoint.Length + row.Region.Length + row.Client.Length + row.UserAgent.Length + row.Referer.Length;

    /// <summary>Writes a row and returns its length.</summary>
    /// <param name="row">The row.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/>.</param>
    public static int Write(scoped in LineRow row, Span<byte> destination)
    {
        int written = 0;
        if (row.IsAccepted)
        {
            written = Number(destination, written, row.Record.TimestampMs / 1000);
            written = Number(destination, written, row.Record.TimestampMs % 1000 * 1000);
            written = Text(destination, written, row.Endpoint);
            written = Text(destination, written, row.Region);
            written = Number(destination, written, row.Record.Status);
            written = Number(destination, written, row.Record.ResponseBytes);
            written = row.Record.LatencyUs < 0 ? Text(destination, written, default) : Number(destination, written, row.Record.LatencyUs);
            written = Text(destination, written, row.Client);
            written = Text(destination, written, row.UserAgent);
            written = Text(destination, written, row.Referer);
        }
        else
        {
            if (row.ArrivalMs > 0 && !row.IsBlank)
            {
                written = Number(destination, written, row.ArrivalMs / 1000);
                written = Number(destination, written, row.ArrivalMs % 1000 * 1000);
            }

            ReadOnlySpan<byte> unknown = "\t\t\t\t\t\t\t\t\t\t"u8;
            unknown = unknown[(written == 0 ? 0 : 2)..];
            unknown.CopyTo(destination[written..]);
            written += unknown.Length;
        }

        written = Text(destination, written, Format(in row));
        written = Text(destination, written, Verdict(in row));
        "end\n"u8.CopyTo(destination[written..]);
        return written + 4;
    }

    private static string VerdictOf(RejectReason reason) =>
        reason == RejectReason.None ? "accepted" : "rejected:" + RejectReasonNames.Name(reason);

    private static int Number(Span<byte> destination, int written, long value)
    {
        _ = value.TryFormat(destination[written..], out int length, provider: CultureInfo.InvariantCulture);
        destination[written + length] = (byte)'\t';
        return written + length + 1;
    }

    private static int Text(Span<byte> destination, int written, ReadOnlySpan<byte> text)
    {
        text.CopyTo(destination[written..]);
        destination[written + text.Length] = (byte)'\t';
        return written + text.Length + 1;
    }
}
