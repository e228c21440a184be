using Amazon.DynamoDBv2;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Replay;
using LogFunctions.Cli.Runs;
using LogFunctions.LocalCloud;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up;

/// <summary>One run of <c>logfn up</c>: starts the local cloud, feeds it, shows or reports what the rows say, stops everything.</summary>
internal sealed class UpRun(CliContext context, UpOptions options)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        CancellationToken outputClosed = context.WatchOutput();
        using RunSlot slot = RunRegistry.Of(context).Take(options.Name);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, outputClosed);
        Task stopRequested = StopOnRequestAsync(slot, stop);
        try
        {
            return await RunUntilAsync(slot, stop.Token);
        }
        catch (OperationCanceledException exception) when (stopRequested.IsCompletedSuccessfully)
        {
            throw new CliException("ended by `logfn down` before it was done.", ExitCode.Failed, exception);
        }
        catch (OperationCanceledException) when (outputClosed.IsCancellationRequested)
        {
            // A closed pipe (`| head`) is an interrupt, but not one to talk about.
            return ExitCode.Failed;
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    /// <summary>`logfn down` is the Ctrl-C of those who have no terminal.</summary>
    private async Task StopOnRequestAsync(RunSlot slot, CancellationTokenSource stop)
    {
        await slot.StopRequestedAsync(context.Time, stop.Token);
        await stop.CancelAsync();
    }

    private async Task<int> RunUntilAsync(RunSlot slot, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> inputs = LogFiles.Expand(options.Inputs);
        await using Stream? input = inputs.Count == 0 ? null : LogFiles.Open(context, inputs);
        SentInputs? sent = options.DataDirectory is { } data && input is not null ? new SentInputs(data) : null;
        if (!options.SendsAgain)
        {
            sent?.RequireNew(inputs);
        }

        using ResultFile? report = options.Report is null ? null : ResultFile.Open(context, options.Report, "--report");
        var log = new UpLog(context);
        using DefaultPorts? ports = options.Port is null ? DefaultPorts.TryTake(context.CacheDirectory) : null;
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(CloudOptions(ports), log, cancellationToken);
        slot.Publish(Describe(host, slot.Name));
        sent?.Note(inputs);
        using IAmazonDynamoDB dynamoDb = host.CreateDynamoDbClient();
        var store = new DynamoWindowStore(
            dynamoDb, new WindowStoreOptions { LedgerTable = host.LedgerTable, WindowsTable = host.WindowsTable }, context.Time, new Random());
        var reader = new WindowReader(store);
        var conclusion = new Conclusion(context, options, host, dynamoDb, reader, log);
        return await UntilFailedAsync(host, token => input is null
            ? new TrafficSession(context, options, host, slot.Name, store, log, conclusion).RunAsync(report, token)
            : new ReplaySession(context, options, host, log, conclusion).RunAsync(input, report, token), cancellationToken);
    }

    /// <summary>Ends the work when a part of the cloud ends that it can't go on without.</summary>
    private static async Task<int> UntilFailedAsync(LocalCloudHost host, Func<CancellationToken, Task<int>> workAsync, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<int> work = workAsync(stop.Token);
        // Ctrl-C in a terminal reaches the emulators, too: their end is then no failure.
        if (await Task.WhenAny(work, host.Failed) == work || cancellationToken.IsCancellationRequested)
        {
            return await work;
        }

        await stop.CancelAsync();
        try
        {
            await work;
        }
        catch (Exception)
        {
            // A consequence: the cause is what the user must know.
        }

        throw await host.Failed;
    }

    private RunInfo Describe(LocalCloudHost host, string name) => new(
        name,
        Environment.ProcessId,
        context.Time.GetUtcNow(),
        options.Inputs.Count > 0 ? string.Join(' ', options.Inputs) : "generated traffic",
        host.StreamName,
        host.FailureBucket,
        host.DataDirectory,
        UpEndpoints.Variables(host));

    private LocalCloudOptions CloudOptions(DefaultPorts? ports) => new()
    {
        Shards = options.Shards,
        DataDirectory = options.DataDirectory,
        Port = options.Port ?? ports?.First,
        FunctionsDirectory = options.FunctionsDirectory,
        FunctionEnvironment = options.FunctionEnvironment,
        // Somebody watches: numbers at once rather than cheap ones, and a record that fails is given up within minutes, not hours.
        Parameters = Parameters(),
        MaximumRetryAttempts = 20,
    };

    private Dictionary<string, string> Parameters()
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["BatchingWindowSeconds"] = "1" };
        if (options.Archives)
        {
            parameters["Archive"] = "on";
            parameters["ArchiveWindowSeconds"] = "2";
        }

        foreach ((string name, string value) in options.Parameters)
        {
            parameters[name] = value;
        }

        return parameters;
    }
}
