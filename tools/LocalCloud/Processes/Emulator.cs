using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Processes;

namespace LogFunctions.LocalCloud;

/// <summary>
/// A running emulator of an AWS service: an npm package in a node process on 127.0.0.1. It ends with this object, and with this
/// process however that ends. The packages are installed into the user's cache folder on first use.
/// </summary>
public sealed class Emulator : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(4);

    private readonly ChildProcess _process;
    private readonly string _kind;
    private volatile bool _disposed;

    private Emulator(string kind, ChildProcess process, int port)
    {
        _kind = kind;
        _process = process;
        Endpoint = new Uri($"http://127.0.0.1:{port}");
        Died = WatchAsync();
    }

    /// <summary>Where the service answers, such as http://127.0.0.1:4567/.</summary>
    public Uri Endpoint { get; }

    public int ProcessId => _process.Id;

    /// <summary>Completes when the emulator ends: null after <see cref="DisposeAsync"/>, else what it said last.</summary>
    public Task<EmulatorException?> Died { get; }

    /// <summary>The fast Kinesis API (no UpdateShardCount, no enhanced fan-out).</summary>
    public static Task<Emulator> StartKinesaliteAsync(EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmulatorOptions();
        return StartAsync("kinesalite", options, new JsonObject
        {
            ["createStreamMs"] = options.StateChangeMs,
            ["updateStreamMs"] = options.StateChangeMs,
            ["deleteStreamMs"] = options.StateChangeMs,
            ["shardLimit"] = options.ShardLimit,
            ["path"] = options.DataDirectory,
        }, cancellationToken);
    }

    /// <summary>The DynamoDB API (no transactions, no PartiQL; UpdateTimeToLive is unknown to it).</summary>
    public static Task<Emulator> StartDynaliteAsync(EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmulatorOptions();
        return StartAsync("dynalite", options, new JsonObject
        {
            ["createTableMs"] = options.StateChangeMs,
            ["updateTableMs"] = options.StateChangeMs,
            ["deleteTableMs"] = options.StateChangeMs,
            ["path"] = options.DataDirectory,
        }, cancellationToken);
    }

    /// <summary>The fuller, 25 times slower Kinesis API, with UpdateShardCount: the judge of clients, not for load. In memory only.</summary>
    public static Task<Emulator> StartKinesisLocalAsync(EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmulatorOptions();
        if (options.DataDirectory is not null)
        {
            throw new ArgumentException("kinesis-local runs in memory only: leave DataDirectory null.", nameof(options));
        }

        var environment = new JsonObject { ["SHARD_LIMIT"] = options.ShardLimit.ToString(CultureInfo.InvariantCulture) };
        string duration = string.Create(CultureInfo.InvariantCulture, $"{options.StateChangeMs}ms");
        foreach (string change in (string[])["CREATE_STREAM", "DELETE_STREAM", "MERGE_SHARDS", "SPLIT_SHARD", "UPDATE_SHARD_COUNT",
            "UPDATE_STREAM_MODE", "START_STREAM_ENCRYPTION", "STOP_STREAM_ENCRYPTION", "REGISTER_STREAM_CONSUMER", "DEREGISTER_STREAM_CONSUMER"])
        {
            environment[change + "_DURATION"] = duration;
        }

        return StartAsync("kinesis-local", options, environment, cancellationToken);
    }

    /// <summary>Stops the emulator and waits until it has ended; its data is flushed.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _process.StopAsync(s_stopGrace);
        await _process.DisposeAsync();
    }

    private static async Task<Emulator> StartAsync(string kind, EmulatorOptions options, JsonObject settings, CancellationToken cancellationToken)
    {
        string modules = await EmulatorPackages.EnsureInstalledAsync(options, cancellationToken);
        if (options.DataDirectory is not null)
        {
            Directory.CreateDirectory(options.DataDirectory);
        }

        var launch = new JsonObject { ["kind"] = kind, ["modules"] = modules, ["port"] = options.Port, ["options"] = settings };
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ChildProcess process = StartNode([EmulatorPackages.LauncherPath, launch.ToJsonString()], line =>
        {
            if (line.StartsWith("{\"listening\":", StringComparison.Ordinal))
            {
                listening.TrySetResult((int)JsonNode.Parse(line)!["listening"]!);
            }
        });
        try
        {
            Task first = await Task.WhenAny(listening.Task, process.Exited).WaitAsync(s_startLimit, cancellationToken);
            if (first != listening.Task)
            {
                throw new EmulatorException($"{kind} could not start: {process.LastOutput}");
            }

            return new Emulator(kind, process, await listening.Task);
        }
        catch (Exception error)
        {
            await process.DisposeAsync();
            throw error is TimeoutException ? new EmulatorException($"{kind} did not start within {s_startLimit.TotalSeconds} s. {process.LastOutput}", error) : error;
        }
    }

    private static ChildProcess StartNode(string[] arguments, Action<string> onOutput)
    {
        ProcessStartInfo info = OwnSession.StartInfo("node", arguments);
        // A debugger or a preloaded module of the developer's own node work does not belong into the emulator.
        info.Environment.Remove("NODE_OPTIONS");
        try
        {
            return ChildProcess.Start(info, onOutput);
        }
        catch (Win32Exception error)
        {
            throw new EmulatorException("Node.js was not found: install Node.js 20 or newer, so that `node` and `npm` are on the PATH. The local Kinesis and DynamoDB run on it.", error);
        }
    }

    private async Task<EmulatorException?> WatchAsync()
    {
        int exitCode = await _process.Exited;
        return _disposed ? null : new EmulatorException($"{_kind} (process {_process.Id}) ended by itself with exit code {exitCode}. {_process.LastOutput}".TrimEnd());
    }
}
