using System.CommandLine;
using LogFunctions.Cli.Generate;

namespace LogFunctions.Cli.Runs;

/// <summary>Where a command writes: <c>--to</c> is the target, and for a stream <c>--endpoint</c> or <c>--run</c> say whose it is.</summary>
internal sealed class StreamArguments
{
    private readonly Option<Uri?> _endpoint = EndpointArgument.Create();
    private readonly RunArgument _run = new();

    /// <summary>To be added to the command.</summary>
    public IReadOnlyList<Option> All => [_endpoint, _run.Option];

    /// <summary>
    /// Completes a target: <c>kinesis</c> alone is the stream of the running `logfn up`; <c>kinesis:NAME</c> is that stream where the names agree, and
    /// else the one that the SDK's settings lead to.
    /// </summary>
    /// <exception cref="CliException">No `logfn up` runs, or several, or the options contradict each other.</exception>
    public (Target Target, Uri? Endpoint, CliContext Context) Read(ParseResult parsed, CliContext context, Target target)
    {
        Uri? endpoint = EndpointArgument.Read(parsed, _endpoint, target);
        Arguments.Require(parsed.GetResult(_run.Option) is null || target.Kind == TargetKind.Kinesis, "--run is for --to kinesis.");
        if (target.Kind != TargetKind.Kinesis)
        {
            return (target, endpoint, context);
        }

        // A stream in AWS that has another name is not written into a local one by accident.
        RunInfo? run = _run.Find(parsed, context, run => target.Name.Length == 0 || run.Stream == target.Name, _endpoint);
        if (target.Name.Length > 0)
        {
            return (target, endpoint, RunArgument.ContextOf(run, context));
        }

        Arguments.Require(endpoint is null, "--endpoint needs the name of a stream: --to kinesis:STREAM.");
        return run is null
            ? throw RunArgument.NoRun(null, [])
            : (target with { Name = run.Stream }, endpoint, RunArgument.ContextOf(run, context));
    }
}
