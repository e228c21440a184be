using System.Text;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.EventSource;

/// <summary>What the event source hands to a function: consecutive records of one shard.</summary>
internal sealed record Batch(string ShardId, IReadOnlyList<SimRecord> Records)
{
    /// <summary>Set for functions with a tumbling window.</summary>
    public TumblingWindow? Window { get; init; }

    /// <summary>The bytes of the invocation.</summary>
    public byte[] ToEventJson()
    {
        var json = new MemoryStream(256 + (600 * Records.Count));
        json.Write("{\"Records\":["u8);
        for (int i = 0; i < Records.Count; i++)
        {
            if (i > 0)
            {
                json.WriteByte((byte)',');
            }

            json.Write(Records[i].Json);
        }

        json.Write("]}"u8);
        return json.ToArray();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(ShardId).Append(" [");
        text.AppendJoin(", ", Records.Select(record => Short(record.SequenceNumber)));
        return text.Append(']').ToString();
    }

    /// <summary>The last digits of a sequence number: enough for people.</summary>
    public static string Short(string sequenceNumber) => "…" + sequenceNumber[^6..];
}

/// <summary>The window part of an event of a function with tumbling windows (windows of arrival time).</summary>
/// <param name="StartMs">Start of the window, milliseconds since the Unix epoch.</param>
/// <param name="State">What the last invocation of the window returned; null at its first.</param>
/// <param name="IsFinal">The last invocation of the window.</param>
internal sealed record TumblingWindow(long StartMs, object? State, bool IsFinal);
