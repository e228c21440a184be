using System.Diagnostics;

namespace LogFunctions.Tools.Tests.Deploy;

public sealed class CfnLintTests
{
    [Fact]
    public async Task Template_CfnLint_FindsNothing()
    {
        var start = new ProcessStartInfo("cfn-lint", [Path.Combine(AppContext.BaseDirectory, "template.yaml")]);
        (int exitCode, string output, string errors) = await InstalledTool.RunAsync(start, "pip install cfn-lint");
        Assert.True(exitCode == 0, output + errors);
    }
}
