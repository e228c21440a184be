using System.Globalization;
using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>
/// The function's log: one line per message with a fixed event id. Warn = surprising, nothing lost; Error = a person is needed.
/// Nothing per line or record. Text that comes from logs is escaped and cut.
/// </summary>
/// <param name="output">Where the lines go; each in one write.</param>
public sealed class Log(TextWriter output)
{
    private const int MaxSampleBytes = 200;

    /// <summary>A log that keeps nothing.</summary>
    public static Log None { get; } = new(TextWriter.Null);

    public void RejectSample(RejectReason reason, ShardKey shard, ReadOnlySpan<byte> sequenceNumber, long line, ReadOnlySpan<byte> raw) =>
        Write("WARN", 101, $"rejected a line: {reason.Name()}; shard {shard}, record {Encoding.ASCII.GetString(sequenceNumber)}, line {line}: {Escape(raw)}");

    public void LedgerConflict(ShardKey shard, int attempt) =>
        Write("WARN", 102, $"another instance wrote the ledger of {shard}; reading it again (attempt {attempt})");

    public void AnswerLost(ShardKey shard, long version) =>
        Write("WARN", 103, $"the write of version {version} of the ledger of {shard} had succeeded though its answer was lost");

    public void PublishPostponed(ShardKey shard, int segments, Exception cause) =>
        Write("WARN", 104, $"{segments} segments of {shard} wait in its ledger to be published: {cause.Message}");

    public void SweepFailed(ShardKey shard, Exception cause) =>
        Write("ERROR", 201, $"sweeping {shard} failed: {cause.GetType().Name}: {cause.Message}");

    private static string Escape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder("\"");
        foreach (byte value in raw[..Math.Min(raw.Length, MaxSampleBytes)])
        {
            if (value is (byte)'"' or (byte)'\\')
            {
                text.Append('\\').Append((char)value);
            }
            else if (value is >= 0x20 and < 0x7f)
            {
                text.Append((char)value);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            }
        }

        text.Append('"');
        return raw.Length > MaxSampleBytes ? text.Append(CultureInfo.InvariantCulture, $" and {raw.Length - MaxSampleBytes} bytes more").ToString() : text.ToString();
    }

    private void Write(string level, int eventId, string message)
    {
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{level} {eventId} {message.ReplaceLineEndings(" ")}\n"));
        output.Flush();
    }
}
