using LogFunctions.Cli;
using LogFunctions.Cli.Replay;
using LogFunctions.Cli.Up;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class LogFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-inputs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Open_SeveralFiles_AreOneTextWhoseLinesDoNotRunTogether()
    {
        Write("1.log", "one\ntwo");
        Write("2.log", "three\n");
        Write("3.log", "four");

        await using Stream text = LogFiles.Open(CliHarness.Context(TextWriter.Null, TextWriter.Null), LogFiles.Expand([Path.Combine(_folder, "*.log")]));
        using var reader = new StreamReader(text);

        Assert.Equal("one\ntwo\nthree\nfour", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Expand_FilesGlobsFoldersAndStandardInput_InTheOrderGiven()
    {
        string first = Write("a/1.log", "x\n");
        string second = Write("a/2.log", "x\n");
        string third = Write("b/3.log", "x\n");

        Assert.Equal([third, "-", first, second], LogFiles.Expand([Path.Combine(_folder, "b"), "-", Path.Combine(_folder, "a", "?.log")]));
        Assert.Throws<CliException>(() => LogFiles.Expand([Path.Combine(_folder, "*.nosuch")]));
    }

    [Fact]
    public void SentInputs_TheSameFileAgain_IsRefusedByItsContent()
    {
        string log = Write("a.log", "one\n");
        string other = Write("b.log", "two\n");
        string copy = Write("c.log", "one\n");
        var sent = new SentInputs(_folder);

        sent.RequireNew([log, other]);
        sent.Note([log]);

        new SentInputs(_folder).RequireNew([other]);
        CliException error = Assert.Throws<CliException>(() => new SentInputs(_folder).RequireNew([other, copy]));
        Assert.Contains("c.log was sent into", error.Message, StringComparison.Ordinal);
        Assert.Contains("--again", error.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
