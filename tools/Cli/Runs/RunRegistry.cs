using System.Globalization;
using System.Text.Json;

namespace LogFunctions.Cli.Runs;

/// <summary>
/// The runs of `logfn up` of this user: a folder with a file and a lock for each. The lock is held by the run's process and freed by the
/// operating system when that dies, however it dies: a file whose lock is free is stale, and is removed by whoever sees it. Locks stay: they are
/// empty, and to delete one that somebody is about to take would let two have it.
/// </summary>
/// <param name="directory">The folder; made when it is needed.</param>
internal sealed class RunRegistry(string directory)
{
    private const string FirstName = "up";
    private const int MostNames = 100;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The registry of a user.</summary>
    public static RunRegistry Of(CliContext context) => new(Path.Combine(context.CacheDirectory, "runs"));

    /// <summary>Takes a name; nothing is known of the run before <see cref="RunSlot.Publish"/>.</summary>
    /// <param name="name">The name; null = <c>up</c>, or <c>up-2</c> and so on where that is taken.</param>
    /// <exception cref="CliException">A run has the name, or the folder can't be written.</exception>
    public RunSlot Take(string? name)
    {
        if (name is not null)
        {
            return TryTake(name) ?? throw new CliException($"a run named {name} is there already: give another --name, or end it by `logfn down --run {name}`.");
        }

        for (int number = 1; number <= MostNames; number++)
        {
            if (TryTake(number == 1 ? FirstName : string.Create(CultureInfo.InvariantCulture, $"{FirstName}-{number}")) is { } slot)
            {
                return slot;
            }
        }

        throw new CliException($"{MostNames} runs of logfn up are there already; see `logfn status`.");
    }

    /// <summary>The runs that are alive, by name. Files of dead ones are removed on the way.</summary>
    public IReadOnlyList<RunInfo> List()
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var runs = new List<RunInfo>();
        foreach (string file in Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal))
        {
            if (Read(file) is { } run && !RemoveIfDead(run.Name))
            {
                runs.Add(run);
            }
        }

        return runs;
    }

    /// <summary>Whether a run with this name is alive.</summary>
    public bool IsAlive(string name) => File.Exists(FileOf(name)) && !RemoveIfDead(name);

    /// <summary>Asks a run to end as by Ctrl-C. It looks for the request a few times a second.</summary>
    public void RequestStop(string name) => File.WriteAllText(StopFileOf(name), "");

    /// <summary>Where a run without a terminal writes what it has to say.</summary>
    public string LogFileOf(string name) => Path.Combine(directory, name + ".log");

    private RunSlot? TryTake(string name)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"the folder of runs can't be written: {exception.Message}", ExitCode.Failed, exception);
        }

        if (TryLock(name, FileMode.OpenOrCreate) is not { } runLock)
        {
            return null;
        }

        File.Delete(FileOf(name));
        File.Delete(StopFileOf(name));
        return new RunSlot(name, FileOf(name), StopFileOf(name), runLock);
    }

    private bool RemoveIfDead(string name)
    {
        using FileStream? runLock = TryLock(name, FileMode.OpenOrCreate);
        if (runLock is null)
        {
            return false;
        }

        File.Delete(FileOf(name));
        File.Delete(StopFileOf(name));
        return true;
    }

    private FileStream? TryLock(string name, FileMode mode)
    {
        try
        {
            return new FileStream(Path.Combine(directory, name + ".lock"), mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static RunInfo? Read(string file)
    {
        try
        {
            RunInfo? run = JsonSerializer.Deserialize<RunInfo>(File.ReadAllBytes(file), s_json);
            return run?.Variables is not null && run.Name == Path.GetFileNameWithoutExtension(file) ? run : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // ended this moment, or not ours
        }
    }

    private string FileOf(string name) => Path.Combine(directory, name + ".json");

    private string StopFileOf(string name) => Path.Combine(directory, name + ".stop");

    /// <summary>Writes a run file whole: what can be read of it is complete.</summary>
    internal static void Write(string file, RunInfo run)
    {
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(run, s_json));
        File.Move(file + ".new", file, overwrite: true);
    }
}
