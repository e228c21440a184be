using Amazon.DynamoDBv2;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Replay;
using LogFunctions.Cli.Runs;
using LogFunctions.Cli.Up.Feeds;
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

    /// <summary>Looks at everything that is to be read before anything is started.</summary>
    private async Task<int> RunUntilAsync(RunSlot slot, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> inputs = LogFiles.Expand(options.Inputs);
        await using Stream? input = inputs.Count == 0 ? null : LogFiles.Open(context, inputs);
        SentInputs? sent = options.DataDirectory is { } data && input is not null ? new SentInputs(data) : null;
        if (!options.SendsAgain)
        {
            sent?.RequireNew(inputs);
        }

        List<IGrowingText> growing = OpenGrowing();
        try
        {
            return await RunCloudAsync(slot, input, () => sent?.Note(inputs), growing, cancellationToken);
        }
        finally
        {
            growing.ForEach(text => text.Dispose());
        }
    }

    private async Task<int> RunCloudAsync(RunSlot slot, Stream? input, Action noteInput, List<IGrowingText> growing, CancellationToken cancellationToken)
    {
        using ResultFile? report = options.Report is null ? null : ResultFile.Open(context, options.Report, "--report");
        var log = new UpLog(context);
        using DefaultPorts? ports = options.Port is null ? DefaultPorts.TryTake(context.CacheDirectory) : null;
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(CloudOptions(ports), log, cancellationToken);
        slot.Publish(Describe(host, slot.Name));
        if (context.IsInteractive)
        {
            context.Error.WriteLine($"Dashboard: {host.PageAddress}");
        }

        noteInput();
        using IAmazonDynamoDB dynamoDb = host.CreateDynamoDbClient();
        var store = new DynamoWindowStore(
            dynamoDb, new WindowStoreOptions { LedgerTable = host.LedgerTable, WindowsTable = host.WindowsTable }, context.Time, new Random());
        var conclusion = new Conclusion(context, options, host, dynamoDb, new WindowReader(store), log);
        return await UntilFailedAsync(host, stopped => WithTailAsync(host, token => input is null
            ? WatchAsync(host, new LiveSession(context, options, host, slot.Name, store, log, conclusion), growing, report, token)
            : ReplayAsync(host, new ReplaySession(context, options, host, log, conclusion), input, slot.Name, report, token), stopped), cancellationToken);
    }

    /// <summary>Beside the work the page's tail is filled, for whoever looks at it.</summary>
    private async Task<int> WithTailAsync(LocalCloudHost host, Func<CancellationToken, Task<int>> workAsync, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task tail = new StreamTail(host, context.Time).RunAsync(ended.Token);
        try
        {
            return await workAsync(cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await tail;
        }
    }

    private List<IGrowingText> OpenGrowing()
    {
        var opened = new List<IGrowingText>();
        try
        {
            foreach (string path in LogFiles.Expand(options.Followed))
            {
                opened.Add(path == Report.InputFile.StandardInput ? new GrowingPipe(context.OpenInput()) : new GrowingFile(path, options.FollowsFromStart, context.Time));
            }

            return opened;
        }
        catch
        {
            opened.ForEach(text => text.Dispose());
            throw;
        }
    }

    private async Task<int> WatchAsync(LocalCloudHost host, LiveSession session, List<IGrowingText> growing, ResultFile? report, CancellationToken cancellationToken)
    {
        await using ILineFeed feed = growing.Count > 0 ? FollowFeed.Open(context, growing, host)
            : options.IsWithoutTraffic ? new NoFeed()
            : new GeneratedFeed(context, options, host);
        int exitCode = await session.RunAsync(feed, report, cancellationToken);
        return await StayAsync(exitCode, cancellationToken);
    }

    private async Task<int> ReplayAsync(LocalCloudHost host, ReplaySession session, Stream input, string name, ResultFile? report, CancellationToken cancellationToken)
    {
        int exitCode = await session.RunAsync(input, report, cancellationToken);
        if (options.Stays && !ResultFile.IsStandardOutput(options.Report))
        {
            foreach (string line in UpEndpoints.Lines(host, name))
            {
                context.Out.WriteLine(line);
            }
        }

        return await StayAsync(exitCode, cancellationToken);
    }

    private async Task<int> StayAsync(int exitCode, CancellationToken cancellationToken)
    {
        if (options.Stays)
        {
            if (context.IsInteractive)
            {
                context.Error.WriteLine("Everything is counted; Ctrl-C ends it.");
            }

            await new NoFeed().RunAsync(cancellationToken);
        }

        return exitCode;
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
        options.Source,
        host.StreamName,
        host.FailureBucket,
        host.DataDirectory,
        UpEndpoints.Variables(host));

    // Here a batch may be given up at once, and the ledger has to know.
    private Dictionary<string, string> FunctionEnvironment()
    {
        var variables = new Dictionary<string, string>(options.FunctionEnvironment);
        variables.TryAdd("GIVE_UP_AFTER_SECONDS", "0");
        return variables;
    }

    private LocalCloudOptions CloudOptions(DefaultPorts? ports) => new()
    {
        Shards = options.Shards,
        DataDirectory = options.DataDirectory,
        Port = options.Port ?? ports?.First,
        FunctionsDirectory = options.FunctionsDirectory,
        FunctionEnvironment = FunctionEnvironment(),
        ShardLimits = options.ShardLimits,
        KinesisFaults = options.KinesisFaults,
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
