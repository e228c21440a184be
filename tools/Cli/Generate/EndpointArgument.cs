using System.CommandLine;

namespace LogFunctions.Cli.Generate;

/// <summary>The <c>--endpoint</c> option of commands that write into a stream.</summary>
internal static class EndpointArgument
{
    public static Option<Uri?> Create() => new("--endpoint")
    {
        Description = "Kinesis endpoint, as `logfn up` prints it. Default: AWS_ENDPOINT_URL_KINESIS, else AWS by the SDK's standard settings.",
        HelpName = "url",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https")
            {
                return uri;
            }

            result.AddError($"--endpoint is '{text}'; expected a URL such as http://127.0.0.1:4567.");
            return null;
        },
    };

    /// <exception cref="CliException">It is given without a stream.</exception>
    public static Uri? Read(ParseResult parsed, Option<Uri?> option, Target target)
    {
        Uri? endpoint = parsed.GetValue(option);
        Arguments.Require(endpoint is null || target.Kind == TargetKind.Kinesis, "--endpoint is for --to kinesis:STREAM.");
        return endpoint;
    }
}
