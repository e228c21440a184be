using System.Globalization;
using LogFunctions.LogGenerator.Randomness;
using LogFunctions.LogGenerator.Running;

namespace LogFunctions.LogGenerator.Packing;

/// <summary>
/// Gathers lines into records; lines that need different keys gather side by side. One per producer: the lines of a record
/// depend on the number of producers, the lines altogether do not. Not thread-safe.
/// </summary>
public sealed class RecordPacker
{
    private const int ClientGroups = 64;
    private const int MaxGroups = 512;

    private readonly PackOptions _options;
    private readonly byte[] _header;
    private readonly int _maxLines;
    private readonly int _maxBytes;
    private readonly Dictionary<int, Group> _groups = [];
    private SplitMix64 _keys;

    /// <param name="options">How to pack.</param>
    /// <param name="header">Lines that stand at the start of every record; mostly empty.</param>
    /// <param name="seed">Seed of the random keys.</param>
    public RecordPacker(PackOptions options, ReadOnlySpan<byte> header, ulong seed)
    {
        _options = options;
        _header = header.ToArray();
        _keys = new SplitMix64(seed);
        _maxLines = options.Kind switch
        {
            PackKind.None => 1,
            PackKind.Gzip => options.LinesPerRecord ?? PackOptions.DefaultGzipLines,
            _ => options.LinesPerRecord ?? int.MaxValue,
        };
        // gzip is measured before compression: its bound only keeps a record of long lines far from the limit of Kinesis
        _maxBytes = options.Kind == PackKind.Gzip ? PackOptions.MaxRecordBytes / 2 : PackOptions.TargetRecordBytes;
    }

    /// <summary>Lines gathered and not yet in a record.</summary>
    public int PendingLines { get; private set; }

    /// <summary>Adds every line of a batch; records that got full are appended to <paramref name="full"/>.</summary>
    public void Add(LineBatch batch, List<PackedRecord> full)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            AddLine(batch.Line(i), batch.PartitionBits[i], batch.Hits[i].Endpoint, full);
        }
    }

    /// <summary>Adds one line.</summary>
    /// <param name="line">Without its newline.</param>
    /// <param name="clientBits">Random bits that belong to the line's client.</param>
    /// <param name="endpoint">Number of the line's endpoint.</param>
    /// <param name="full">Gets the records that are full.</param>
    public void AddLine(ReadOnlySpan<byte> line, ulong clientBits, int endpoint, List<PackedRecord> full)
    {
        Group group = GroupOf(clientBits, endpoint, full);
        if (group.Lines > 0 && group.Content.SizeWith(line.Length) > _maxBytes)
        {
            Close(group, full);
        }

        if (group.Lines == 0)
        {
            group.Key = KeyOf(clientBits, endpoint);
            group.Content.Start(_header, group.Key);
        }

        group.Content.Add(line);
        group.Lines++;
        PendingLines++;
        if (group.Lines >= _maxLines)
        {
            Close(group, full);
        }
    }

    /// <summary>Closes every record begun.</summary>
    public void Flush(List<PackedRecord> full)
    {
        foreach (Group group in _groups.Values)
        {
            Close(group, full);
        }
    }

    private Group GroupOf(ulong clientBits, int endpoint, List<PackedRecord> full)
    {
        int number = _options.Partition switch
        {
            PartitionKind.Client when _maxLines > 1 => (int)(clientBits % ClientGroups),
            PartitionKind.Endpoint => endpoint % MaxGroups,
            _ => 0,
        };
        if (!_groups.TryGetValue(number, out Group? group))
        {
            group = new Group(NewContent());
            _groups.Add(number, group);
        }

        // Endpoints beyond the bound share a group one after the other.
        if (group.Lines > 0 && group.Endpoint != endpoint && _options.Partition == PartitionKind.Endpoint)
        {
            Close(group, full);
        }

        group.Endpoint = endpoint;
        return group;
    }

    private IRecordContent NewContent() => _options.Kind switch
    {
        PackKind.Gzip => new GzipContent(),
        PackKind.Kpl => new KplContent(),
        _ => new LinesContent(),
    };

    private string KeyOf(ulong clientBits, int endpoint) => _options.Partition switch
    {
        PartitionKind.Client when _maxLines > 1 => string.Create(CultureInfo.InvariantCulture, $"client-{clientBits % ClientGroups}"),
        PartitionKind.Client => clientBits.ToString("x16", CultureInfo.InvariantCulture),
        PartitionKind.Endpoint => string.Create(CultureInfo.InvariantCulture, $"endpoint-{endpoint}"),
        PartitionKind.Constant => _options.ConstantKey,
        _ => _keys.Next().ToString("x16", CultureInfo.InvariantCulture),
    };

    private void Close(Group group, List<PackedRecord> full)
    {
        if (group.Lines == 0)
        {
            return;
        }

        full.Add(new PackedRecord(group.Content.Finish(), group.Key, group.Lines));
        PendingLines -= group.Lines;
        group.Lines = 0;
    }

    private sealed class Group(IRecordContent content)
    {
        public IRecordContent Content { get; } = content;

        public string Key { get; set; } = "";

        public int Lines { get; set; }

        public int Endpoint { get; set; }
    }
}
