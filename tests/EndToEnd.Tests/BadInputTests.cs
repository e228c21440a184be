namespace LogFunctions.EndToEnd.Tests;

/// <summary>Wrong files, as the process: one sentence on standard error, exit code 1, nothing on standard output, nothing left.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task Up_FileThatIsNoLog_FailsWithOneSentence()
    {
        using var folder = new TempFolder();
        (string File, string Expected)[] cases =
        [
            (folder.File("missing.log"), "missing.log does not exist."),
            (Directory.CreateDirectory(folder.File("none")).FullName, "none holds no files."),
            (folder.File("*.nosuch"), "no file matches"),
            (folder.Write("empty.log", []), "empty.log is empty"),
            (folder.Write("binary.log", [0x7F, 0x45, 0x4C, 0x46, 0, 0, 0, 0]), "binary.log is a binary file, not a log (NUL byte at offset 4)."),
        ];
        foreach ((string file, string expected) in cases)
        {
            await AssertFailsAsync(1, expected, "up", "--input", file);
        }
    }

    [Fact]
    public async Task Up_ReportThatCannotBeWritten_FailsBeforeAnythingStarts()
    {
        using var folder = new TempFolder();
        string log = folder.Write("a.log", "x\n"u8);
        await AssertFailsAsync(1, "the folder does not exist", "up", "--input", log, "--report", folder.File("no/such/report.json"));
        await AssertFailsAsync(1, "is a folder; name a file", "up", "--input", log, "--report", folder.Path);
    }

    [Fact]
    public async Task Logfn_WrongUsage_ExitsWith2()
    {
        await AssertFailsAsync(2, "'upp' is no command of logfn", "upp");
        await AssertFailsAsync(2, "--shards is 0; use 1 to 1000. See `logfn up --help`.", "up", "--shards", "0");
    }

    private static async Task AssertFailsAsync(int expectedExitCode, string expected, params string[] arguments)
    {
        (int exitCode, string output, string error) = await LogfnProcess.RunAsync(arguments);
        Assert.Equal(expectedExitCode, exitCode);
        Assert.Empty(output);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, line);
    }
}
