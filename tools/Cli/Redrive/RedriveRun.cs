using System.Globalization;
using System.Text.Json;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Replay;

namespace LogFunctions.Cli.Redrive;

/// <summary>
/// Puts batches that Lambda gave up and lines that could not be read back into the stream. An object that was put back gets a mark
/// under <c>redriven/</c>, and what stands in several files is put back once, so a second run finds nothing to do and says so. Only an
/// interruption between the records and their mark repeats the records of that one object.
/// </summary>
internal sealed class RedriveRun(CliContext context, IObjectStore store, RecordWriter? write, ParcelKind? only)
{
    private const string Marks = "redriven/";
    private const int RequestRecords = 100;
    private const int ShownSkips = 20;

    private readonly HashSet<string> _seen = [];
    private readonly Tally _tally = new();

    /// <summary>Runs over all objects; without a writer it only tells what it would do.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> keys = await store.ListAsync(cancellationToken);
        HashSet<string> marked = [.. keys.Where(k => k.StartsWith(Marks, StringComparison.Ordinal)).Select(k => k[Marks.Length..])];
        string[] objects = [.. keys.Where(k => !k.StartsWith(Marks, StringComparison.Ordinal) && !k.EndsWith(".partial", StringComparison.Ordinal) && !k.EndsWith(".tmp", StringComparison.Ordinal))];
        // What was put back before comes first: files may overlap, and their lines must not go in again with another file.
        foreach (string key in objects.OrderByDescending(marked.Contains))
        {
            await TakeAsync(key, marked.Contains(key), cancellationToken);
        }

        Print();
        return _tally.Damaged > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private async Task TakeAsync(string key, bool isMarked, CancellationToken cancellationToken)
    {
        Parcel? parcel;
        try
        {
            parcel = Parcel.Read(key, await store.ReadAsync(key, cancellationToken));
        }
        catch (FormatException exception)
        {
            _tally.Damaged++;
            context.Error.WriteLine(SafeText.ForTerminal($"{key} {exception.Message}"));
            return;
        }

        if (parcel is null || (only is not null && parcel.Kind != only))
        {
            return;
        }

        ParcelItem[] items = [.. parcel.Items.Where(i => _seen.Add(i.Identity))];
        if (isMarked)
        {
            Skip(key, "was put back before");
            return;
        }

        _tally.Repeated += parcel.Items.Count - items.Length;
        await PutAsync(items, cancellationToken);
        if (write is not null)
        {
            await store.WriteAsync(Marks + key, Mark(items.Length), cancellationToken);
        }

        _tally.Add(parcel.Kind, items.Length);
    }

    private async Task PutAsync(ParcelItem[] items, CancellationToken cancellationToken)
    {
        if (write is null)
        {
            return;
        }

        // Records are up to 1 MiB: requests stay small in number, and PutRecords takes 5 MiB.
        var pending = new List<LineRecord>();
        int pendingBytes = 0;
        foreach (LineRecord record in Parcel.Pack(items))
        {
            if (pending.Count == RequestRecords || (pending.Count > 0 && pendingBytes + record.Data.Length > 4 << 20))
            {
                await write(pending, cancellationToken);
                pending.Clear();
                pendingBytes = 0;
            }

            pending.Add(record);
            pendingBytes += record.Data.Length;
        }

        if (pending.Count > 0)
        {
            await write(pending, cancellationToken);
        }
    }

    private byte[] Mark(int items) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["redrivenAt"] = context.Time.GetUtcNow().UtcDateTime,
        ["items"] = items,
    });

    private void Skip(string key, string why)
    {
        if (_tally.Skipped++ < ShownSkips)
        {
            context.Out.WriteLine(SafeText.ForTerminal($"skipped {key}: {why}"));
        }
    }

    private void Print()
    {
        string verb = write is null ? "would be put back" : "put back";
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_tally.Batches:N0} batches with {_tally.Records:N0} records and {_tally.RejectFiles:N0} reject files with {_tally.Lines:N0} lines {verb}; skipped {_tally.Skipped:N0} objects that were put back before and {_tally.Repeated:N0} lines or records that stand in several."));
        if (_tally.Damaged > 0)
        {
            context.Error.WriteLine($"logfn: {_tally.Damaged} objects of {store.Name} can't be read; they are named above and left alone.");
        }
    }

    private sealed class Tally
    {
        public int Batches;
        public int Records;
        public int RejectFiles;
        public int Lines;
        public int Skipped;
        public int Repeated;
        public int Damaged;

        public void Add(ParcelKind kind, int items)
        {
            Batches += kind == ParcelKind.Batch ? 1 : 0;
            Records += kind == ParcelKind.Batch ? items : 0;
            RejectFiles += kind == ParcelKind.Rejects ? 1 : 0;
            Lines += kind == ParcelKind.Rejects ? items : 0;
        }
    }
}
