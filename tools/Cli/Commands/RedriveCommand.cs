using System.CommandLine;
using Amazon.Kinesis;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Redrive;
using LogFunctions.Cli.Replay;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn redrive</c>: what could not be counted, into the stream again.</summary>
internal static class RedriveCommand
{
    public static Command Create(CliContext context)
    {
        var place = new Argument<string>("PLACE") { Description = "The failure bucket, s3://bucket[/prefix], or a folder with its content." };
        var to = new Option<string>("--to") { Description = "The stream: kinesis:STREAM.", HelpName = "kinesis:STREAM", Required = true };
        var only = new Option<string?>("--only") { Description = "Only batches that Lambda gave up, or only rejected lines.", HelpName = "batches|rejects" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would be put back, and do nothing." };
        Option<Uri?> endpoint = EndpointArgument.Create();
        var command = new Command("redrive", "Put rejected lines and batches that Lambda gave up back into the stream, each once.");
        command.Add(place);
        command.Add(to);
        command.Add(only);
        command.Add(dryRun);
        command.Add(endpoint);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = Target.Parse(parsed.GetValue(to)!);
            Arguments.Require(target.Kind == TargetKind.Kinesis, $"--to is '{parsed.GetValue(to)}'; use kinesis:STREAM.");
            ParcelKind? kind = ReadKind(parsed.GetValue(only));
            using IObjectStore store = Open(parsed.GetValue(place)!);
            if (parsed.GetValue(dryRun))
            {
                return await new RedriveRun(context, store, write: null, kind).RunAsync(cancellationToken);
            }

            using AmazonKinesisClient kinesis = SinkFactory.NewKinesisClient(context, EndpointArgument.Read(parsed, endpoint, target), maxErrorRetry: 8);
            var writer = new KinesisWriter(kinesis, target.Name, context.Time, new Random());
            return await new RedriveRun(context, store, writer.WriteAsync, kind).RunAsync(cancellationToken);
        });
        return command.Examples(
            "logfn redrive s3://my-failure-bucket --to kinesis:logs --dry-run",
            "logfn redrive s3://my-failure-bucket --to kinesis:logs --only batches");
    }

    private static IObjectStore Open(string place)
    {
        if (!place.StartsWith("s3://", StringComparison.Ordinal))
        {
            return new FolderObjects(place);
        }

        bool valid = Uri.TryCreate(place, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0;
        Arguments.Require(valid, $"'{place}' is no place in S3; use s3://bucket or s3://bucket/prefix.");
        return S3Objects.Open(uri!);
    }

    private static ParcelKind? ReadKind(string? text)
    {
        Arguments.Require(text is null or "batches" or "rejects", $"--only is '{text}'; use batches or rejects.");
        return text switch { "batches" => ParcelKind.Batch, "rejects" => ParcelKind.Rejects, _ => null };
    }
}
