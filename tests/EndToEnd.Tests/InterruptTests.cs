using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>Whatever ends `logfn up`, and whenever: the exit code tells, and no process is left.</summary>
public sealed class InterruptTests
{
    private const string Emulators = "launcher.js";
    private const string Function = "LogFunctions.Aggregator";

    [Theory]
    [InlineData(ProcessTree.SigInt)]
    [InlineData(ProcessTree.SigTerm)]
    public async Task Up_InterruptedWhileLive_EndsWithExitCode0(int signal)
    {
        SkipWhereSignalsAreOthers(signal);
        await using LogfnProcess process = LogfnProcess.Start(["up", "--rate", "200"]);
        await process.WaitForAsync("requests, ");
        Assert.Equal(2, process.Children(Emulators).Count);
        Assert.NotEmpty(process.Children(Function));
        process.Signal(signal);
        Assert.Equal(0, await process.WaitAsync());
        Assert.Contains("Stopping", process.Error);
        await process.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Up_InterruptedAtAnyMomentOfAReplay_SaysSoAndExitsWith1()
    {
        SkipWhereSignalsAreOthers(ProcessTree.SigTerm);
        using var folder = new TempFolder();
        string log = folder.Write("slow.log", """
            192.0.2.1 - - [01/Mar/2026:12:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "-"
            192.0.2.1 - - [01/Mar/2026:13:00:00 +0000] "GET /b HTTP/1.1" 200 5 "-" "-"

            """u8);
        foreach (string moment in (string[])[Emulators, Function])
        {
            await using LogfnProcess process = LogfnProcess.Start(
                ["up", "--input", log, "--speed", "1x", "--shards", "1", "--report", folder.File("r.json")], new Dictionary<string, string?> { ["TMPDIR"] = folder.Path });
            await process.WaitForChildAsync(moment);
            process.Signal(ProcessTree.SigTerm);
            Assert.Equal(1, await process.WaitAsync());
            Assert.Contains("interrupted before it was done", process.Error);
            await process.AssertNothingLeftAsync();
            Assert.Equal([log], Directory.EnumerateFileSystemEntries(folder.Path));
        }
    }

    [Theory]
    [InlineData(ProcessTree.SigInt)]
    [InlineData(ProcessTree.SigTerm)]
    [InlineData(ProcessTree.SigHup)]
    public async Task Up_SignalToItsWholeGroup_StopsInOrderAndLeavesNothing(int signal)
    {
        SkipWhereSignalsAreOthers(signal);
        using var folder = new TempFolder();
        await using LogfnProcess process = LogfnProcess.Start(
            ["up", "--rate", "200"], new Dictionary<string, string?> { ["TMPDIR"] = folder.Path }, command => ["setsid", .. command]);
        await process.WaitForAsync("requests, ");
        process.SignalGroup(signal);
        Assert.Equal(0, await process.WaitAsync());
        Assert.DoesNotContain("warning", process.Error);
        Assert.DoesNotContain("error", process.Error);
        await process.AssertNothingLeftAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Up_ItsTerminalIsClosed_LeavesNothing()
    {
        SkipWhereSignalsAreOthers(ProcessTree.SigHup);
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1) of util-linux");
        using var folder = new TempFolder();
        await using LogfnProcess process = LogfnProcess.Start(
            ["up", "--rate", "200"],
            new Dictionary<string, string?> { ["TMPDIR"] = folder.Path, ["TERM"] = "xterm-256color" },
            command => ["script", "-qefc", string.Join(' ', command), "/dev/null"]);
        await process.WaitForAsync("GET /");
        process.Signal(ProcessTree.SigKill); // the terminal's own end of it goes with it
        await process.WaitAsync();
        await process.AssertNothingLeftAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Up_ReaderOfItsOutputGoes_EndsByItselfWithoutAWord()
    {
        SkipWhereSignalsAreOthers(ProcessTree.SigTerm);
        // Windows of an hour: no line is due before the test is over, so that only the watching notices.
        await using LogfnProcess process = LogfnProcess.Start(["up", "--rate", "50", "--env", "WINDOW_SECONDS=3600"]);
        await process.WaitForAsync("AWS_ENDPOINT_URL_KINESIS=");
        process.CloseOutput();
        Assert.Equal(0, await process.WaitAsync());
        Assert.Empty(process.Error);
        await process.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Up_KilledOrInterruptedTwice_LeavesNoProcess(bool kill)
    {
        SkipWhereSignalsAreOthers(ProcessTree.SigTerm);
        using var folder = new TempFolder(); // what it cannot take away then
        await using LogfnProcess process = LogfnProcess.Start(["up", "--rate", "50"], new Dictionary<string, string?> { ["TMPDIR"] = folder.Path });
        await process.WaitForAsync("AWS_ENDPOINT_URL_KINESIS=");
        Assert.NotEmpty(process.Children(Function));
        process.Signal(kill ? ProcessTree.SigKill : ProcessTree.SigTerm);
        if (!kill)
        {
            process.Signal(ProcessTree.SigTerm);
        }

        await process.WaitAsync();
        await process.AssertNothingLeftAsync();
        if (!kill)
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        }
    }

    [Theory]
    [InlineData("kinesalite")]
    [InlineData("dynalite")]
    public async Task Up_EmulatorDies_SaysWhichAndExitsWith1(string emulator)
    {
        SkipWhereSignalsAreOthers(ProcessTree.SigTerm);
        await using LogfnProcess process = LogfnProcess.Start(["up", "--rate", "50"]);
        await process.WaitForAsync("AWS_ENDPOINT_URL_KINESIS=");
        ProcessTree.Signal(process.Children($"\"{emulator}\"").Single().Id, ProcessTree.SigKill);
        Assert.Equal(1, await process.WaitAsync());
        Assert.Contains($"logfn: {emulator} ", process.Error);
        Assert.Contains("ended by itself", process.Error);
        await process.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Up_PortInUse_NamesThePort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        (int exitCode, _, string error) = await LogfnProcess.RunAsync(["up", "--port", port]);
        Assert.Equal(1, exitCode);
        Assert.Contains($"port {port} on 127.0.0.1 is in use", error);
    }

    [Fact]
    public async Task Up_WithoutNode_SaysWhatToInstall()
    {
        using var folder = new TempFolder();
        var environment = new Dictionary<string, string?> { ["PATH"] = folder.Path, ["XDG_CACHE_HOME"] = folder.File("cache") };
        (int exitCode, _, string error) = await LogfnProcess.RunAsync(["up"], environment);
        Assert.Equal(1, exitCode);
        Assert.Contains("install Node.js 20 or newer", error);
    }

    private static void SkipWhereSignalsAreOthers(int signal)
    {
        Assert.SkipUnless(ProcessTree.IsSupported, "needs /proc and POSIX signals (Linux)");
        // A shell starts background jobs with SIGINT ignored, and children inherit that.
        Assert.SkipWhen(ProcessTree.IsIgnored(signal), $"signal {signal} is ignored by this process, so also by its children");
    }
}
