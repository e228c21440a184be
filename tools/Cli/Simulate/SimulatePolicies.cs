using System.Globalization;
using LogFunctions.Cli.Generate;

namespace LogFunctions.Cli.Simulate;

/// <summary>The <c>--policy</c> option.</summary>
internal static class SimulatePolicies
{
    private const int MaxFixed = 10_000;

    /// <exception cref="CliException">Not a policy.</exception>
    public static IReadOnlyList<string> Read(string policy, bool compare)
    {
        bool isFixed = policy.StartsWith("fixed:", StringComparison.Ordinal);
        if (isFixed)
        {
            bool valid = int.TryParse(policy.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out int shards) && shards is >= 1 and <= MaxFixed;
            Arguments.Require(valid, $"--policy is '{policy}'; use fixed:N with 1 to {MaxFixed} shards.");
        }

        Arguments.Require(isFixed || SimulateRun.Policies.Contains(policy), $"--policy is '{policy}'; use {string.Join(", ", SimulateRun.Policies)} or fixed:N.");
        return !compare ? [policy] : isFixed ? [.. SimulateRun.Policies, policy] : SimulateRun.Policies;
    }
}
