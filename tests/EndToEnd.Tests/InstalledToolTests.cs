using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>The packed tool, installed into an empty folder, works without the checkout.</summary>
public sealed class InstalledToolTests
{
    private const string Log = """
        192.0.2.1 - - [01/Mar/2026:12:00:00 +0000] "GET /a?x=1 HTTP/1.1" 200 5 "-" "-"
        192.0.2.1 - - [01/Mar/2026:12:00:01 +0000] "GET /orders/42 HTTP/1.1" 404 7 "-" "-"

        """;

    private static string CliProject { get; } = Metadata("CliProject");

    [Fact]
    public async Task Tool_PackedAndInstalled_ReportsAndRuns()
    {
        using var folder = new TempFolder();
        string log = folder.Write("access.log", System.Text.Encoding.UTF8.GetBytes(Log));
        string feed = folder.File("feed");
        // What the tests run was built already; one runtime's native libraries are a fifth of all.
        await DotnetAsync(["pack", CliProject, "--no-build", "-c", Metadata("Configuration"), "-o", feed, $"-p:ToolRuntimes={RuntimeInformation.RuntimeIdentifier}", "-v", "quiet"]);
        string package = Assert.Single(Directory.GetFiles(feed, "LogFunctions.Cli.*.nupkg"));
        AssertHoldsEverything(package);
        string config = folder.Write("nuget.config", System.Text.Encoding.UTF8.GetBytes($"""<configuration><packageSources><clear /><add key="here" value="{feed}" /></packageSources></configuration>"""));
        string version = Path.GetFileNameWithoutExtension(package)["LogFunctions.Cli.".Length..];
        // A package folder of its own: an older package of this version must not be taken from the user's.
        var environment = new Dictionary<string, string?> { ["NUGET_PACKAGES"] = folder.File("packages") };
        await DotnetAsync(["tool", "install", "LogFunctions.Cli", "--tool-path", folder.File("tools"), "--version", version, "--configfile", config], environment);

        string logfn = Path.Combine(folder.File("tools"), OperatingSystem.IsWindows() ? "logfn.exe" : "logfn");
        Assert.StartsWith(version, await RunAsync(logfn, ["--version"]));
        Assert.Contains("GET /orders/{id}", await RunAsync(logfn, ["report", log, "--format", "csv"]));
        string output = await RunAsync(logfn, ["up", "--input", log, "--shards", "1"]);
        Assert.Contains("2 lines sent, 2 in the rows: 2 accepted, 0 rejected; 2 endpoints, 1 windows", output);
    }

    private static void AssertHoldsEverything(string package)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        HashSet<string> entries = [.. zip.Entries.Select(entry => entry.FullName.Replace("tools/net10.0/any/", "", StringComparison.Ordinal))];
        string built = Path.GetDirectoryName(LogfnProcess.LogfnPath)!;
        string[] needed =
        [
            "logfn.dll", "template.yaml", "emulators/launcher.js", "emulators/package-lock.json",
            .. Directory.EnumerateFiles(built, "*.dll").Select(file => Path.GetFileName(file)),
            .. Directory.EnumerateFiles(Path.Combine(built, "functions"), "*.dll", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(built, file).Replace('\\', '/')),
        ];
        Assert.Empty(needed.Except(entries));
    }

    private static Task<string> DotnetAsync(string[] arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        RunAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments, environment);

    private static async Task<string> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{await output}\n{await error}");
        return await output;
    }

    private static string Metadata(string key) => typeof(InstalledToolTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
