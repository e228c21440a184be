using System.Security.Cryptography;
using System.Text;
using LogFunctions.Core.Ledger;

namespace LogFunctions.Cli.Redrive;

/// <summary>
/// Decides which rejected lines are to be put back, over all files of a run: a line stands in two files when a batch was delivered
/// twice, and a line of a given-up batch comes back with its batch.
/// </summary>
internal sealed class RejectPlan
{
    /// <summary>Kinesis bills steps of 25 KB.</summary>
    private const int TargetBytes = 24 * 1024;

    private readonly HashSet<UInt128> _seen = [];
    private readonly Dictionary<UInt128, long> _inFailures = [];

    /// <summary>Notes the records that come back, or came back, with their batch: their rejected lines do, too.</summary>
    public void Exclude(FailureObject batch, ObjectState state)
    {
        for (int i = state.Counted; i < batch.Records.Count; i++)
        {
            _inFailures[Id(batch.Stream, batch.ShardId, batch.Records[i].SequenceNumber, -1)] = i == state.PartialPosition ? state.PartialLines : 0;
        }
    }

    /// <summary>Records of the lines that are left; settles those that come or came otherwise.</summary>
    public IReadOnlyList<PutItem> Items(IReadOnlyList<RejectedLine> lines, ObjectState state)
    {
        List<PutItem> items = [];
        List<int> positions = [];
        using var record = new MemoryStream();
        for (int i = 0; i < lines.Count; i++)
        {
            RejectedLine line = lines[i];
            if (!IsWanted(line))
            {
                state.Settle([i]);
            }
            else if (!state.Settled.Contains(i))
            {
                bool isAlone = StandsAlone(line);
                if (isAlone || record.Length + line.Raw.Length + 1 > TargetBytes)
                {
                    Take(record, positions, items);
                }

                Append(record, line.Raw, isAlone);
                positions.Add(i);
                if (isAlone)
                {
                    Take(record, positions, items);
                }
            }
        }

        Take(record, positions, items);
        return items;
    }

    private static void Append(MemoryStream record, byte[] raw, bool isAlone)
    {
        // A blank line, which is none, keeps the first bytes of a line from being taken for those of a compressed record.
        if (!isAlone && record.Length == 0)
        {
            record.WriteByte((byte)'\n');
        }

        record.Write(raw);
        if (!isAlone)
        {
            record.WriteByte((byte)'\n');
        }
    }

    private static void Take(MemoryStream record, List<int> positions, List<PutItem> items)
    {
        if (positions.Count > 0)
        {
            items.Add(new PutItem(record.ToArray(), null, [.. positions], positions.Count));
            record.SetLength(0);
            positions.Clear();
        }
    }

    /// <summary>Containers, and what together with the next line could be read as something else, such as an unfinished JSON value.</summary>
    private static bool StandsAlone(RejectedLine line)
    {
        ReadOnlySpan<byte> text = line.Raw.AsSpan().Trim(" \t\r"u8);
        return line.Reason.StartsWith("container.", StringComparison.Ordinal)
            || line.Raw.AsSpan().Contains((byte)'\n')
            || (!text.IsEmpty && text[0] is (byte)'{' or (byte)'[' && text[^1] is not ((byte)'}' or (byte)']'));
    }

    private bool IsWanted(RejectedLine line)
    {
        bool isInFailure = _inFailures.TryGetValue(Id(line.Stream, line.ShardId, line.SequenceNumber, -1), out long countedLines) && line.Line >= countedLines;
        return !isInFailure && _seen.Add(Id(line.Stream, line.ShardId, line.SequenceNumber, line.Line));
    }

    // 16 bytes per line instead of 150: there may be millions.
    private static UInt128 Id(string stream, string shardId, SequenceNumber record, long line)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{stream}#{shardId}#{record}#{line}"));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
