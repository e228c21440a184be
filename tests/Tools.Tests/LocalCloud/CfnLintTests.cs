using System.ComponentModel;
using System.Diagnostics;

namespace LogFunctions.LocalCloud;

public sealed class CfnLintTests
{
    [Fact]
    public async Task Template_CfnLint_FindsNothing()
    {
        var info = new ProcessStartInfo("cfn-lint", [Path.Combine(AppContext.BaseDirectory, "template.yaml")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process lint;
        try
        {
            lint = Process.Start(info)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("cfn-lint is not installed (pip install cfn-lint)");
            return;
        }

        using (lint)
        {
            Task<string> errors = lint.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await lint.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
            await lint.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(lint.ExitCode == 127, "cfn-lint is not installed");
            Assert.True(lint.ExitCode == 0, output);
        }
    }
}
