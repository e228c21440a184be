using System.CommandLine;
using LogFunctions.Cli.Output;

namespace LogFunctions.Cli.Generate;

/// <summary>The <c>--endpoint</c> option of commands that write into a stream.</summary>
internal static class EndpointArgument
{
    public static Option<Uri?> Create() => TypedOption.Url(
        "--endpoint", "Kinesis endpoint. Default: AWS_ENDPOINT_URL_KINESIS, else the `logfn up` that runs, else AWS by the SDK's standard settings.");

    /// <exception cref="CliException">It is given without a stream.</exception>
    public static Uri? Read(ParseResult parsed, Option<Uri?> option, Target target)
    {
        Uri? endpoint = parsed.GetValue(option);
        Arguments.Require(endpoint is null || target.Kind == TargetKind.Kinesis, "--endpoint is for --to kinesis:STREAM.");
        return endpoint;
    }
}
