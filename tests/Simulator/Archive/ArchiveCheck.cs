using System.IO.Compression;
using System.Text;
using LogFunctions.Core.Archive;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Lines;
using LogFunctions.Hosting.Kinesis;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Archive;

/// <summary>
/// Holds an archive against its stream, by the names and the bytes of its objects alone. Every object, also one beside the chain, holds the records that its
/// name says and nothing else; the chains hold every line once; what the positions say agrees.
/// </summary>
internal sealed class ArchiveCheck
{
    private readonly SimStream _stream;
    private readonly Dictionary<SimRecord, int> _found = new(ReferenceEqualityComparer.Instance);

    public ArchiveCheck(SimArchive archive, SimStream stream)
    {
        _stream = stream;
        List<ArchiveObjectName> names = [];
        foreach (string key in archive.Objects.Keys)
        {
            if (ArchiveObjectName.TryParse(key, out ArchiveObjectName? name) && name.ToString() == key)
            {
                names.Add(name);
            }
            else
            {
                Find($"{key} is no name of an object");
            }
        }

        foreach (ArchiveChain chain in ArchiveChain.Of(names))
        {
            Check(chain, archive);
        }

        CountLines();
    }

    /// <summary>The first thing that is wrong; null when all is right.</summary>
    public string? Finding { get; private set; }

    public long MissingLines { get; private set; }

    public long ExtraLines { get; private set; }

    /// <summary>Objects beside the chains.</summary>
    public long Strays { get; private set; }

    private void Check(ArchiveChain byNames, SimArchive archive)
    {
        (SequenceNumber position, long counted) = archive.Positions.GetValueOrDefault(new EventShard(SimStream.Name, byNames.ShardId));
        ArchiveChain chain = byNames.UpTo(position);
        chain.Faults.ToList().ForEach(Find);
        Strays += chain.Strays.Count;
        SimShard? shard = _stream.Shards.Find(candidate => candidate.Id == chain.ShardId);
        if (shard is null)
        {
            Find($"there is no shard {chain.ShardId}");
            return;
        }

        if (!chain.Start.IsNone)
        {
            Find($"{chain.ShardId}: the chain begins behind record {chain.Start}");
        }

        long lines = chain.Links.Sum(link => CheckObject(shard, link, archive.Objects[link.ToString()], isLink: true));
        foreach (ArchiveObjectName stray in chain.Strays)
        {
            CheckObject(shard, stray, archive.Objects[stray.ToString()], isLink: false);
        }

        if (position != chain.End)
        {
            Find($"{shard.Id}: the position is {position}, the chain ends with {chain.End}");
        }

        // Where a record was given up, two objects can have the same bounds, one with it and one without: the names do not tell which one was moved behind.
        if (counted != lines && !shard.Records.Exists(record => record.IsGivenUp))
        {
            Find($"{shard.Id}: the position says {counted} lines, its objects hold {lines}");
        }
    }

    // The object's lines are those of the records that its name spans; a record that was given up may be missing as a whole.
    private int CheckObject(SimShard shard, ArchiveObjectName name, byte[] gzip, bool isLink)
    {
        List<SimRecord> spanned = shard.Records.FindAll(record => name.Previous.CompareDigits(Digits(record)) > 0 && name.Last.CompareDigits(Digits(record)) <= 0);
        List<string> lines = Read(gzip);
        List<SimRecord> held = [];
        if (!Match(spanned, 0, lines, 0, held))
        {
            Find($"{name} does not hold what its name says: {string.Join(" | ", lines.Take(4))}");
            return lines.Count;
        }

        if (isLink)
        {
            held.ForEach(record => _found[record] = _found.GetValueOrDefault(record) + 1);
        }

        return lines.Count;
    }

    private static bool Match(List<SimRecord> records, int record, List<string> lines, int line, List<SimRecord> held)
    {
        if (record == records.Count)
        {
            return line == lines.Count;
        }

        SimRecord next = records[record];
        string[] expected = [.. next.Lines.Select(simLine => Form(next, simLine))];
        if (line + expected.Length <= lines.Count && expected.SequenceEqual(lines.Skip(line).Take(expected.Length)))
        {
            held.Add(next);
            if (Match(records, record + 1, lines, line + expected.Length, held))
            {
                return true;
            }

            held.RemoveAt(held.Count - 1);
        }

        return next.IsGivenUp && Match(records, record + 1, lines, line, held);
    }

    private void CountLines()
    {
        foreach (SimRecord record in _stream.Records.Where(record => record.Lines.Count > 0))
        {
            int found = _found.GetValueOrDefault(record) * record.Lines.Count;
            int must = record.MustCount.Count();
            int may = must + record.MayCount.Count();
            MissingLines += Math.Max(0, must - found);
            ExtraLines += Math.Max(0, found - may);
            if (found < must || found > may)
            {
                Find($"record {record.SequenceNumber} of {record.ShardId}: {found} lines are archived, of {must} to {may}");
            }
        }
    }

    private static string Form(SimRecord record, SimLine line) => line.Container is { } container
        ? $"{record.ArrivalMs}!{line.RejectReason}\t{Convert.ToBase64String(container)}"
        : $"{record.ArrivalMs}\t{line.Text}";

    private static List<string> Read(byte[] gzip)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress), Encoding.UTF8);
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            if (!ArchivedLine.TryRead(Encoding.UTF8.GetBytes(line), out ArchivedLine archived) || archived.Kind == ArchivedLineKind.Directive)
            {
                return [$"not a line of an archive: {line}"];
            }

            lines.Add(line);
        }

        return lines;
    }

    private static byte[] Digits(SimRecord record) => Encoding.ASCII.GetBytes(record.SequenceNumber);

    private void Find(string finding) => Finding ??= finding;
}
