using System.Diagnostics;

namespace LogFunctions.EndToEnd.Tests;

/// <summary><c>logfn generate</c> as a part of shell pipelines.</summary>
public sealed class GeneratePipeTests
{
    [Fact]
    public async Task Generate_WithoutAnEnd_EndsWhenItsReaderDoes()
    {
        (string output, string error) = await ShellAsync("logfn generate --rate 2000 | head -n 2 | wc -l; echo ${PIPESTATUS[0]}");

        Assert.Equal("", error);
        Assert.Equal(["2", "1"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Generate_TwiceIntoOneFile_OverwritesNothing()
    {
        (string output, _) = await ShellAsync("f=$(mktemp); (logfn generate --lines 300; logfn generate --lines 200) > $f; wc -l < $f; rm $f");

        Assert.Equal("500", output.Trim());
    }

    private static async Task<(string Out, string Error)> ShellAsync(string script)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no /bin/bash here");
        var start = new ProcessStartInfo("/bin/bash", ["-c", "logfn() { dotnet exec \"$LOGFN_PATH\" \"$@\"; }; " + script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LOGFN_PATH"] = LogfnProcess.LogfnPath;
        using Process shell = Process.Start(start)!;
        try
        {
            CancellationToken cancel = TestContext.Current.CancellationToken;
            Task<string> error = shell.StandardError.ReadToEndAsync(cancel);
            string output = await shell.StandardOutput.ReadToEndAsync(cancel).WaitAsync(TimeSpan.FromSeconds(60), cancel);
            return (output, await error);
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }
}
