using System.Runtime.Versioning;
using System.Text;
using LogFunctions.Cli;
using LogFunctions.Cli.Output;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class ResultFileTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-result-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Commit_OverAFile_ReplacesItWholeAndKeepsItsPermissions()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions of Unix");
        string path = PathOf("r.json");
        await File.WriteAllTextAsync(path, "the old report, which is longer", Cancel);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await WriteAsync(path);

        Assert.Equal("new", await File.ReadAllTextAsync(path, Cancel));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_OverASymbolicLink_WritesWhereItLeads(bool targetExists)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        string target = PathOf("target.json");
        if (targetExists)
        {
            await File.WriteAllTextAsync(target, "old", Cancel);
        }

        File.CreateSymbolicLink(PathOf("hop"), target);
        File.CreateSymbolicLink(PathOf("link"), PathOf("hop"));

        await WriteAsync(PathOf("link"));

        Assert.Equal("new", await File.ReadAllTextAsync(target, Cancel));
        Assert.Equal(PathOf("hop"), new FileInfo(PathOf("link")).LinkTarget);
        Assert.Equal(target, new FileInfo(PathOf("hop")).LinkTarget);
    }

    [Fact]
    public async Task Commit_ToADevice_WritesIntoItAndLeavesItWhereItIs()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using (ResultFile sink = ResultFile.Open(Context(Stream.Null), "/dev/null", "--report"))
        {
            await sink.CommitAsync("new"u8.ToArray());
        }

        using ResultFile full = ResultFile.Open(Context(Stream.Null), "/dev/full", "--report");
        CliException error = await Assert.ThrowsAsync<CliException>(() => full.CommitAsync("new"u8.ToArray()));

        Assert.Contains("--report /dev/full can't be written", error.Message, StringComparison.Ordinal);
        Assert.True(File.GetAttributes("/dev/null").HasFlag(FileAttributes.Normal));
        Assert.Empty(Directory.GetFiles("/dev", "*.partial"));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("/dev/stdout")]
    public async Task Commit_ToStandardOutput_WritesThere(string path)
    {
        using var output = new MemoryStream();
        using (ResultFile result = ResultFile.Open(Context(output), path, "--report"))
        {
            await result.CommitAsync("new"u8.ToArray());
        }

        Assert.Equal("new", Encoding.UTF8.GetString(output.ToArray()));
        Assert.True(ResultFile.IsStandardOutput(path));
    }

    [Fact]
    public async Task Dispose_WithoutCommit_LeavesWhatWasThere()
    {
        string path = PathOf("r.json");
        await File.WriteAllTextAsync(path, "old", Cancel);
        ResultFile.Open(Context(Stream.Null), path, "--report").Dispose();
        ResultFile.Open(Context(Stream.Null), PathOf("new.json"), "--report").Dispose();

        Assert.Equal("old", await File.ReadAllTextAsync(path, Cancel));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    private async Task WriteAsync(string path)
    {
        using ResultFile result = ResultFile.Open(Context(Stream.Null), path, "--report");
        await result.CommitAsync("new"u8.ToArray());
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static CliContext Context(Stream output)
    {
        CliContext context = CliHarness.Context(TextWriter.Null, TextWriter.Null);
        return new CliContext
        {
            Out = context.Out,
            Error = context.Error,
            OpenInput = context.OpenInput,
            OpenOutput = () => output,
            OutConsole = context.OutConsole,
            ErrorConsole = context.ErrorConsole,
            IsInteractive = false,
            OutIsTerminal = false,
            Time = context.Time,
            GetEnvironmentVariable = context.GetEnvironmentVariable,
            CacheDirectory = CliHarness.NoRuns,
        };
    }
}
