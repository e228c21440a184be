using LogFunctions.Cli.Generate;
using LogFunctions.LocalCloud;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.Cli.Up;

/// <summary>The values of <c>--parameter</c>: what CloudFormation would refuse is refused before anything is started.</summary>
internal static class TemplateParameterArguments
{
    /// <summary>Parameters that `logfn up` sets by an option of its own, which would win without a word.</summary>
    private static readonly Dictionary<string, string> s_options = new()
    {
        ["Archive"] = "--archive",
        ["ShardCount"] = "--shards",
        ["TemplateIds"] = "--template-ids",
        ["AllowedLatenessSeconds"] = "--lateness",
        ["WindowSeconds"] = "--env WINDOW_SECONDS=...",
    };

    /// <param name="pairs">NAME=VALUE each.</param>
    /// <exception cref="CliException">One of them is wrong.</exception>
    public static IReadOnlyDictionary<string, string> Read(string[] pairs)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            Arguments.Require(equals > 0, $"--parameter is '{pair}'; use NAME=VALUE.");
            (string name, string value) = (pair[..equals], pair[(equals + 1)..]);
            Arguments.Require(!s_options.TryGetValue(name, out string? option), $"--parameter names {name}; use {option} for it.");
            Check(name, value);
            parameters[name] = value;
        }

        return parameters;
    }

    private static void Check(string name, string value)
    {
        try
        {
            TemplateParameters.Check(name, value);
        }
        catch (LocalCloudException refusal)
        {
            throw CliException.Usage($"--parameter {name}: {refusal.Message}");
        }
    }
}
