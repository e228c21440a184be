using System.Globalization;
using System.Text;
using LogFunctions.Aggregator;
using LogFunctions.Archiver;
using LogFunctions.Core.Ledger;
using LogFunctions.Hosting.Kinesis;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;
using LogFunctions.LogGenerator.Velocity;
using LogFunctions.WindowStore;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>
/// A generated stream of two shards, its lines packed as text, gzip and KPL aggregates in turn, taken by the real Aggregator and the real Archiver; the
/// objects go into a folder. With damage the Aggregator is given a record that lacks its first line, and later one that has it twice.
/// </summary>
internal sealed class ArchivedStream : ILogSink, ILogWriter, IArchiveObjects, IArchivePositions, IArchiveMetrics, IBatchMetrics
{
    private const string Stream = "web-logs";
    private const int EventBytes = 3 << 20;
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder;
    private readonly long _lines;
    private readonly BatchProcessor _aggregator;
    private readonly BatchArchiver _archiver;
    private readonly Dictionary<EventShard, SequenceNumber> _positions = [];
    private readonly RecordPacker[] _packers;
    private readonly List<PackedRecord> _full = [];
    private readonly List<(byte[] Data, byte[] Counted)> _event = [];
    private int _eventBytes;
    private int _batches;
    private long _records;
    private bool _loses;
    private bool _doubles;

    public ArchivedStream(string folder, long lines, bool isDamaged)
    {
        _folder = folder;
        _lines = lines;
        _loses = isDamaged;
        _doubles = isDamaged;
        Windows = new InMemoryWindowStore(new WindowStoreOptions { MinuteRowTtlDays = 36_500 });
        _aggregator = new BatchProcessor(Windows, new AggregatorOptions(), TimeProvider.System, this, rejects: null, new Random(1));
        _archiver = new BatchArchiver(this, this, new ArchiverOptions(), TimeProvider.System, this);
        _packers = [.. ((PackKind[])[PackKind.Lines, PackKind.Gzip, PackKind.Kpl]).Select(kind => new RecordPacker(new PackOptions { Kind = kind }, default, seed: 3))];
    }

    public InMemoryWindowStore Windows { get; }

    /// <summary>Lines archived.</summary>
    public long Lines { get; private set; }

    public int Objects { get; private set; }

    public long ObjectBytes { get; private set; }

    public bool NeedsOrder => true;

    public SinkCounters Counters => default;

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        // Ten minutes, however many lines: loss and double are in windows of their own.
        var options = new RunOptions
        {
            Profile = GeneratedLog.Nasty(Math.Max(1, _lines / 600.0)),
            Seed = 5,
            Limits = new RunLimits(Lines: _lines),
            Start = s_start,
            Speed = double.PositiveInfinity,
            TruthWindowSeconds = [],
        };
        await new TrafficRun(options, this, TimeProvider.System).RunAsync(null, cancellationToken);
        foreach (RecordPacker packer in _packers)
        {
            packer.Flush(_full);
        }

        Gather(isText: false);
        await DeliverAsync(cancellationToken);
    }

    public ILogWriter OpenWriter(int producer) => this;

    public async ValueTask WriteAsync(LineBatch batch, CancellationToken cancellationToken)
    {
        int kind = _batches++ % _packers.Length;
        _packers[kind].Add(batch, _full);
        Gather(isText: kind == 0);
        if (_eventBytes >= EventBytes)
        {
            await DeliverAsync(cancellationToken);
        }
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    void IBatchMetrics.Write(BatchResult result)
    {
    }

    void IArchiveMetrics.Write(ArchiveResult result)
    {
        Lines += result.LinesArchived;
        Objects += result.Objects;
        ObjectBytes += result.BytesArchived;
    }

    public async Task<bool> PutAsync(string key, ReadOnlyMemory<byte> gzip, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_folder, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, gzip, cancellationToken);
        return true;
    }

    public Task<SequenceNumber> ReadAsync(EventShard shard, CancellationToken cancellationToken) => Task.FromResult(_positions.GetValueOrDefault(shard));

    public Task<bool> TryMoveAsync(EventShard shard, ArchiveMove move, CancellationToken cancellationToken)
    {
        _positions[shard] = move.To;
        return Task.FromResult(true);
    }

    private void Gather(bool isText)
    {
        foreach (PackedRecord record in _full)
        {
            byte[] counted = isText ? Damaged(record.Data) : record.Data;
            _event.Add((record.Data, counted));
            _eventBytes += record.Data.Length;
        }

        _full.Clear();
    }

    // A good first line is lost in the first quarter, and one is doubled in the last.
    private byte[] Damaged(byte[] data)
    {
        long done = Lines;
        int end = Array.IndexOf(data, (byte)'\n') + 1;
        bool isGood = end > 1 && data[0] == '{' && data.AsSpan(0, end).IndexOf("\"status\":"u8) > 0;
        if (isGood && _loses && done > _lines / 5)
        {
            _loses = false;
            return data[end..];
        }

        if (isGood && _doubles && done > _lines * 3 / 5)
        {
            _doubles = false;
            return [.. data.AsSpan(0, end), .. data];
        }

        return data;
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        string shard = $"shardId-{_records % 2:D12}";
        long first = _records;
        await _aggregator.ProcessAsync(EventOf(shard, first, counted: true), cancellationToken);
        await _archiver.ArchiveAsync(EventOf(shard, first, counted: false), cancellationToken);
        _records += _event.Count + 1;
        _event.Clear();
        _eventBytes = 0;
    }

    private byte[] EventOf(string shard, long first, bool counted)
    {
        var json = new StringBuilder(_eventBytes * 3 / 2);
        json.Append("{\"Records\":[");
        for (int i = 0; i < _event.Count; i++)
        {
            string number = (first + i + 1).ToString("D20", CultureInfo.InvariantCulture).PadLeft(21, '4');
            json.Append(i == 0 ? "" : ",")
                .Append("{\"kinesis\":{\"partitionKey\":\"k\",\"sequenceNumber\":\"").Append(number)
                .Append("\",\"data\":\"").Append(Convert.ToBase64String(counted ? _event[i].Counted : _event[i].Data))
                .Append("\",\"approximateArrivalTimestamp\":").Append(s_start.ToUnixTimeSeconds() + 700).Append(".125},\"eventID\":\"").Append(shard).Append(':').Append(number)
                .Append("\",\"eventSourceARN\":\"arn:aws:kinesis:us-east-1:123456789012:stream/").Append(Stream).Append("\"}");
        }

        return Encoding.ASCII.GetBytes(json.Append("]}").ToString());
    }
}
