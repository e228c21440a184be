using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace LogFunctions.Browser.Tests;

/// <summary>One <c>logfn up</c> with traffic, one <c>logfn dashboard</c> beside it, and one browser for all tests.</summary>
public sealed partial class PageFixture : IAsyncLifetime
{
    private static readonly string[] s_browsers =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private readonly TempFolder _folder = new();
    private LogfnProcess? _up;
    private LogfnProcess? _dashboard;
    private IPlaywright? _playwright;

    /// <summary>Why there is no browser; null when there is one.</summary>
    public string? Missing { get; private set; }

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The page of `logfn up`.</summary>
    public Uri Up { get; private set; } = null!;

    /// <summary>The page of `logfn dashboard body.json`.</summary>
    public Uri Body { get; private set; } = null!;

    /// <summary>What `up` printed: export AWS_ENDPOINT_URL_...=</summary>
    public IReadOnlyDictionary<string, string> Exports { get; private set; } = new Dictionary<string, string>();

    /// <summary>Sends the lines of <see cref="Hostile"/>.</summary>
    public Func<Task> SendHostileAsync { get; private set; } = () => Task.CompletedTask;

    /// <summary>Name of the table of windows.</summary>
    public string Table { get; private set; } = "";

    /// <summary>The rules of axe, to be run in a page.</summary>
    public string Axe { get; } = Resource("axe.min.js");

    public async ValueTask InitializeAsync()
    {
        string? browser = Environment.GetEnvironmentVariable("CHROMIUM") ?? Array.Find(s_browsers, File.Exists);
        if (browser is null)
        {
            Missing = "BROWSER TESTS ARE SKIPPED: there is no Chromium. Install it (apt-get install chromium), or name one by the variable CHROMIUM.";
            Console.Error.WriteLine(Missing);
            return;
        }

        string body = _folder.File("body.json");
        await File.WriteAllTextAsync(body, Resource("body.json"));
        string hostile = _folder.File("hostile.log");
        await File.WriteAllTextAsync(hostile, Hostile());
        var environment = new Dictionary<string, string?> { ["XDG_CACHE_HOME"] = Environment.GetEnvironmentVariable("XDG_CACHE_HOME"), ["TMPDIR"] = _folder.Path };
        string name = string.Create(CultureInfo.InvariantCulture, $"browser-{Environment.ProcessId}");
        _up = LogfnProcess.Start(["up", "--rate", "200", "--name", name], environment);
        await _up.WaitForAsync("# stream ");
        Up = new Uri(PageAddress().Match(_up.Out).Groups[1].Value);
        Exports = ExportLine().Matches(_up.Out).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim());
        Table = TableName().Match(_up.Out).Groups[1].Value;
        _dashboard = LogfnProcess.Start(["dashboard", body, "--run", name], environment);
        await _dashboard.WaitForAsync("http://127.0.0.1:");
        Body = new Uri(_dashboard.Out.Trim());
        SendHostileAsync = async () =>
        {
            (int exitCode, _, string error) = await LogfnProcess.RunAsync(["replay", hostile, "--to", "kinesis", "--run", name], environment);
            Assert.True(exitCode == 0, error);
        };
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = browser, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        foreach (LogfnProcess? process in (LogfnProcess?[])[_dashboard, _up])
        {
            if (process is not null)
            {
                process.Signal(2);
                await process.WaitAsync();
                await process.DisposeAsync();
            }
        }

        _folder.Dispose();
    }

    /// <summary>Lines of whoever would like to be more than a line.</summary>
    public static string Hostile() => string.Concat(((string[])
    [
        "/<script>window.hacked=1</script>", "/\\\"><img-src=x-onerror=window.hacked=1>", "/</svg><svg-onload=window.hacked=1>", "/\u202egnp.exe", "/" + new string('a', 3_000),
    ]).Select(path => $"192.0.2.1 - - [{DateTimeOffset.UtcNow:dd/MMM/yyyy:HH:mm:ss} +0000] \"GET {path} HTTP/1.1\" 404 5 \"-\" \"-\"\n")) + "<script>window.hacked=1</script> is no line at all\n";

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(PageFixture).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"# dashboard: (\S+)")]
    private static partial Regex PageAddress();

    [GeneratedRegex(@"export (\w+)=(\S+)")]
    private static partial Regex ExportLine();

    [GeneratedRegex(@"table (\S+)")]
    private static partial Regex TableName();
}
