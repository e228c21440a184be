namespace LogFunctions.Cli.Report;

/// <summary>Counts files on several threads: parts go to whoever is free, and what each counted is added up at the end.</summary>
internal sealed class ParallelCount(CliContext context, ReportOptions options)
{
    private long _bytesRead;

    /// <summary>Bytes of files that were read so far (packed ones as packed); may be read at any time.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <exception cref="CliException">A file can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public async Task<ReportTotals> RunAsync(IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
    {
        InputPart[] parts = [.. files.SelectMany(PartsOf)];
        int windowSeconds = options.WindowSeconds ?? WindowSteps.For(SpanGuess.Of(files, options));
        var next = new StrongBox();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int workers = Math.Clamp(options.Parallel, 1, Math.Max(1, parts.Length));
        Task<ReportTotals>[] tasks = [.. Enumerable.Range(0, workers).Select(_ => Task.Factory.StartNew(
            () => Work(parts, next, windowSeconds, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        ReportTotals[] counted = await Task.WhenAll(tasks);
        cancellationToken.ThrowIfCancellationRequested();
        return Sum(counted);
    }

    private ReportTotals Work(InputPart[] parts, StrongBox next, int windowSeconds, CancellationTokenSource stop)
    {
        try
        {
            var tally = new ReportTally(options, windowSeconds);
            var reader = new PartReader(context, tally, count => Interlocked.Add(ref _bytesRead, count));
            for (int i; (i = Interlocked.Increment(ref next.Value) - 1) < parts.Length && !stop.IsCancellationRequested;)
            {
                reader.Read(parts[i], stop.Token);
            }

            tally.HandOver();
            return tally.Totals;
        }
        catch
        {
            stop.Cancel(); // the others need not go on
            throw;
        }
    }

    private ReportTotals Sum(ReportTotals[] counted)
    {
        ReportTotals sum = counted[0];
        foreach (ReportTotals part in counted.Skip(1))
        {
            sum.Merge(part);
        }

        if (options.WindowSeconds is null && sum.FirstMs <= sum.LastMs)
        {
            sum.WidenSteps(WindowSteps.For(sum.LastMs - sum.FirstMs));
        }

        return sum;
    }

    private IEnumerable<InputPart> PartsOf(InputFile file)
    {
        if (file.Kind != InputKind.Lines)
        {
            yield return new InputPart(file, 0, long.MaxValue);
            yield break;
        }

        for (long start = 0; start < file.Bytes; start += options.PartBytes)
        {
            // What is added to the file meanwhile is not read: its size was looked at once.
            yield return new InputPart(file, start, Math.Min(start + options.PartBytes, file.Bytes));
        }
    }

    private sealed class StrongBox
    {
        public int Value;
    }
}
