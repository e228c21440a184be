using System.Globalization;
using LogFunctions.Benchmarks.Processes;

namespace LogFunctions.Benchmarks.Compare;

/// <summary>The benchmarks of another revision, built in a temporary git worktree that goes away with this object.</summary>
internal sealed class RevisionBuild : IAsyncDisposable
{
    private readonly string _folder;

    private RevisionBuild(string folder)
    {
        _folder = folder;
    }

    /// <summary>The program to run with `dotnet`.</summary>
    public string Program => Path.Combine(_folder, "tests", "Benchmarks", "bin", "Release", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), "LogFunctions.Benchmarks.dll");

    /// <exception cref="BenchmarkException">There is no such revision (exit code 2), or it does not build (1).</exception>
    public static async Task<RevisionBuild> CreateAsync(string revision, TextWriter progress, CancellationToken cancellationToken)
    {
        ProgramRun commit = await GitAsync(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], cancellationToken);
        if (commit.ExitCode != 0)
        {
            throw new BenchmarkException($"'{revision}' is no revision of this repository; give a commit, a branch or a tag.") { ExitCode = 2 };
        }

        await GitAsync(["worktree", "prune"], cancellationToken); // what a killed run may have left
        var build = new RevisionBuild(Path.Combine(Path.GetTempPath(), $"logfunctions-compare-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}"));
        try
        {
            await progress.WriteLineAsync($"checking out {revision} ({commit.Output.Trim()[..12]})");
            await MustSucceedAsync(GitAsync(["worktree", "add", "--detach", "--force", build._folder, commit.Output.Trim()], cancellationToken), $"git worktree add of {revision}");
            await progress.WriteLineAsync($"building {revision}");
            string[] arguments = ["build", "tests/Benchmarks", "-c", "Release", "-v", "q", "-nologo", "-p:UseSharedCompilation=false"];
            await MustSucceedAsync(ProgramRun.RunAsync("dotnet", arguments, build._folder, cancellationToken), $"the build of {revision}");
            return File.Exists(build.Program) ? build : throw new BenchmarkException($"The build of {revision} made no {Path.GetFileName(build.Program)}: does it have tests/Benchmarks?");
        }
        catch
        {
            await build.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await GitAsync(["worktree", "remove", "--force", _folder], CancellationToken.None);
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
            await GitAsync(["worktree", "prune"], CancellationToken.None);
        }
    }

    private static Task<ProgramRun> GitAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        ProgramRun.RunAsync("git", arguments, Checkout.Root, cancellationToken);

    private static async Task MustSucceedAsync(Task<ProgramRun> run, string what)
    {
        ProgramRun ended = await run;
        if (ended.ExitCode != 0)
        {
            throw new BenchmarkException($"{what} failed:\n{ended.Tail}");
        }
    }
}
