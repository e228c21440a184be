using System.Globalization;
using Amazon.Runtime;
using LogFunctions.Core.Ledger;

namespace LogFunctions.Cli.Redrive;

/// <summary>
/// Puts given-up batches and rejected lines back into a stream, object by object, and notes each as it goes: first what is known to
/// be counted, then every request that the stream has taken. Running it again puts only what is left.
/// </summary>
/// <param name="objects">Where they are.</param>
/// <param name="states">What was done before.</param>
/// <param name="put">The stream.</param>
/// <param name="ledger">How far shards are counted; null = not to be asked, so every batch is uncertain.</param>
/// <param name="options">What to do.</param>
internal sealed class RedriveRun(IObjectSource objects, IStateStore states, RecordPutter put, LedgerReader? ledger, RedriveOptions options)
{
    // PutRecords takes 500 records and 5 MiB.
    private const int MaxRequestRecords = 500;
    private const int MaxRequestBytes = 4 * 1024 * 1024;

    private readonly RejectPlan _rejects = new();
    private readonly HashSet<(string Stream, string ShardId, SequenceNumber Record)> _records = [];

    /// <summary>Redrives everything; what fails does not keep the others.</summary>
    /// <exception cref="CliException">Nothing can be listed, there is no such stream, or what is done can't be noted.</exception>
    public async Task<IReadOnlyList<ObjectResult>> RunAsync(Action<ObjectResult> onResult, CancellationToken cancellationToken)
    {
        List<ObjectResult> results = [];
        IReadOnlyList<string> names = await objects.ListAsync(cancellationToken);

        // Batches first: they tell which rejected lines come back with them.
        foreach (string name in await BegunFirstAsync(names.Where(n => !RejectFile.IsName(n)), cancellationToken))
        {
            Add(await GuardAsync(name, ObjectKind.Failure, RedriveFailureAsync, cancellationToken));
        }

        foreach (string name in await BegunFirstAsync(names.Where(n => RejectFile.IsName(n) && options.Kinds.Contains(ObjectKind.Rejects)), cancellationToken))
        {
            Add(await GuardAsync(name, ObjectKind.Rejects, RedriveRejectsAsync, cancellationToken));
        }

        return results;

        void Add(ObjectResult? result)
        {
            if (result is not null)
            {
                results.Add(result);
                onResult(result);
            }
        }
    }

    // What stands in several objects must not go in again with one that is new.
    private async Task<IReadOnlyList<string>> BegunFirstAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        List<string> begun = [];
        List<string> others = [];
        foreach (string name in names)
        {
            bool isBegun;
            try
            {
                isBegun = await states.ReadAsync(name, cancellationToken) is not null;
            }
            catch (RedriveException)
            {
                isBegun = true; // said when it is its turn
            }

            (isBegun ? begun : others).Add(name);
        }

        return [.. begun, .. others];
    }

    private static async Task<ObjectResult?> GuardAsync(string name, ObjectKind kind, Func<string, CancellationToken, Task<ObjectResult?>> redrive, CancellationToken cancellationToken)
    {
        try
        {
            return await redrive(name, cancellationToken);
        }
        catch (RedriveException exception)
        {
            return new ObjectResult(name, kind, "failed", 0, null, 0, exception.Message);
        }
    }

    private async Task<ObjectResult?> RedriveFailureAsync(string name, CancellationToken cancellationToken)
    {
        FailureObject batch = FailureObject.Parse(await objects.ReadAsync(name, cancellationToken));
        ObjectState? known = await states.ReadAsync(name, cancellationToken);
        if (known is { IsUncertain: true, Done: false, Settled.Count: 0 })
        {
            known = null; // nothing was put: an older copy of the ledger may know more
        }

        ObjectState state = known ?? FailurePlan.Decide(batch, await ReadLedgerAsync(batch, cancellationToken));
        _rejects.Exclude(batch, state);
        if (!options.Kinds.Contains(ObjectKind.Failure))
        {
            return null;
        }

        if (state.Done)
        {
            _records.UnionWith(batch.Records.Select(r => (batch.Stream, batch.ShardId, r.SequenceNumber)));
            return new ObjectResult(name, ObjectKind.Failure, "skipped", 0, null, batch.Records.Count, "put back before");
        }

        if (known is null && state.IsUncertain && options.Uncertain == UncertainPolicy.Leave)
        {
            return new ObjectResult(name, ObjectKind.Failure, "left", 0, null, batch.Records.Count, FailurePlan.Describe(state));
        }

        for (int i = 0; i < batch.Records.Count; i++)
        {
            if (!_records.Add((batch.Stream, batch.ShardId, batch.Records[i].SequenceNumber)))
            {
                state.Settle([i]); // a batch that was given up twice
            }
        }

        return await PutAsync(name, ObjectKind.Failure, FailurePlan.Items(batch, state), state, batch.Records.Count, FailurePlan.Describe(state), cancellationToken);
    }

    // Without a ledger nothing is known: as if it had passed the batch.
    private async Task<StreamPosition?> ReadLedgerAsync(FailureObject batch, CancellationToken cancellationToken) =>
        ledger is null
            ? FailurePlan.Unknown
            : await ledger(batch.Stream, batch.ShardId, cancellationToken);

    private async Task<ObjectResult?> RedriveRejectsAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<RejectedLine> lines = RejectFile.Parse(await objects.ReadAsync(name, cancellationToken));
        ObjectState state = await states.ReadAsync(name, cancellationToken) ?? new ObjectState();
        bool wasDone = state.Done;
        IReadOnlyList<PutItem> items = _rejects.Items(lines, state);
        if (wasDone)
        {
            return new ObjectResult(name, ObjectKind.Rejects, "skipped", 0, 0, lines.Count, "put back before");
        }

        return await PutAsync(name, ObjectKind.Rejects, items, state, lines.Count, "", cancellationToken);
    }

    private async Task<ObjectResult> PutAsync(
        string name, ObjectKind kind, IReadOnlyList<PutItem> items, ObjectState state, int total, string note, CancellationToken cancellationToken)
    {
        int skipped = total - items.Sum(i => i.Positions.Count);
        if (!options.DryRun)
        {
            // The ledger moves on: what it said is kept before the first put.
            await states.WriteAsync(name, state, cancellationToken);
            foreach (IReadOnlyList<PutItem> request in Requests(items))
            {
                await PutRequestAsync(name, request, state, cancellationToken);
            }

            state.Done = true;
            await states.WriteAsync(name, state, CancellationToken.None);
        }

        string outcome = items.Count == 0 ? "skipped" : options.DryRun ? "would put" : "put";
        note = items.Count == 0 && note.Length == 0 ? "its lines come with other objects" : note;
        return new ObjectResult(name, kind, outcome, items.Count, kind == ObjectKind.Rejects ? items.Sum(i => i.Lines) : null, skipped, note);
    }

    private async Task PutRequestAsync(string name, IReadOnlyList<PutItem> request, ObjectState state, CancellationToken cancellationToken)
    {
        try
        {
            await put(request, index => state.Settle(request[index].Positions), cancellationToken);
        }
        catch (AmazonServiceException exception) when (exception.ErrorCode == "ResourceNotFoundException")
        {
            throw new CliException($"{name}: the stream was not found: {exception.Message}", ExitCode.Failed, exception);
        }
        catch (Exception exception) when (exception is CliException or AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException)
        {
            string done = state.Settled.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {state.Settled.Count} of its records or lines are done; run it again for the others");
            throw new RedriveException($"the stream did not take it: {exception.Message.TrimEnd('.')}.{done}", exception);
        }
        finally
        {
            // Also when it was interrupted: what is in the stream must be remembered.
            await states.WriteAsync(name, state, CancellationToken.None);
        }
    }

    private static IEnumerable<IReadOnlyList<PutItem>> Requests(IReadOnlyList<PutItem> items)
    {
        List<PutItem> request = [];
        int bytes = 0;
        foreach (PutItem item in items)
        {
            if (request.Count == MaxRequestRecords || (request.Count > 0 && bytes + item.Data.Length > MaxRequestBytes))
            {
                yield return request;
                request = [];
                bytes = 0;
            }

            request.Add(item);
            bytes += item.Data.Length;
        }

        if (request.Count > 0)
        {
            yield return request;
        }
    }
}
