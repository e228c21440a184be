using System.ComponentModel;
using System.Diagnostics;

namespace LogFunctions.Tools.Tests.Deploy;

/// <summary>
/// Programs that judge the template and the build. A missing one fails the test with the command that installs it: a check that is
/// left out silently is none.
/// </summary>
internal static class InstalledTool
{
    /// <summary>What the Python scripts of this folder exit with when a package is missing.</summary>
    private const int PackageMissing = 3;

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo start, string howToInstall)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        CancellationToken token = TestContext.Current.CancellationToken;
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            try
            {
                Task<string> errors = process.StandardError.ReadToEndAsync(token);
                string output = await process.StandardOutput.ReadToEndAsync(token);
                await process.WaitForExitAsync(token);
                Assert.False(process.ExitCode is PackageMissing or 127, $"{start.FileName} does not run here ({(await errors).Trim()}). Install it: {howToInstall}");
                return (process.ExitCode, output, await errors);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"{start.FileName} does not run here ({exception.Message}). Install it: {howToInstall}", exception);
        }
    }
}
