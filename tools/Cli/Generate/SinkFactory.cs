using Amazon.Kinesis;
using Amazon.Runtime;
using LogFunctions.LogGenerator.Formats;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Sinks;

namespace LogFunctions.Cli.Generate;

/// <summary>Opens targets.</summary>
internal static class SinkFactory
{
    private const int FileBufferBytes = 1 << 20;

    /// <summary>
    /// A client by the SDK's standard settings (region, credentials, <c>AWS_ENDPOINT_URL_KINESIS</c>); for an emulator on this
    /// machine, which checks neither, with made-up ones.
    /// </summary>
    /// <param name="endpoint">Where the API is, instead of what the settings say; null = by those.</param>
    /// <param name="maxErrorRetry">Retries by the SDK; 0 where every retry is to be counted.</param>
    /// <param name="context">The environment.</param>
    /// <exception cref="CliException">Region or credentials are missing.</exception>
    public static AmazonKinesisClient NewKinesisClient(CliContext context, Uri? endpoint, int maxErrorRetry)
    {
        var config = new AmazonKinesisConfig { MaxErrorRetry = maxErrorRetry, Timeout = TimeSpan.FromSeconds(30) };
        string? local = endpoint?.ToString() ?? context.GetEnvironmentVariable("AWS_ENDPOINT_URL_KINESIS") ?? context.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        try
        {
            if (local is not null && Uri.TryCreate(local, UriKind.Absolute, out Uri? uri) && uri.IsLoopback)
            {
                config.ServiceURL = uri.ToString();
                config.AuthenticationRegion = "us-east-1";
                return new AmazonKinesisClient(new BasicAWSCredentials("local", "local"), config);
            }

            if (endpoint is not null)
            {
                config.ServiceURL = endpoint.ToString();
            }

            return new AmazonKinesisClient(config);
        }
        catch (AmazonClientException exception)
        {
            throw new CliException($"{exception.Message.Split(". ")[0].TrimEnd('.')}. For AWS set credentials and a region (`aws configure`, AWS_PROFILE, AWS_REGION); no `logfn up` that has this stream runs on this machine.", ExitCode.Failed, exception);
        }
    }

    /// <exception cref="CliException">The target can't be opened.</exception>
    public static ILogSink Open(CliContext context, GenerateOptions options, AmazonKinesisClient? kinesis)
    {
        ReadOnlyMemory<byte> header = FormatCatalog.HeaderOf(options.Run.Formats);
        return options.Target.Kind switch
        {
            TargetKind.Null => new NullSink(),
            TargetKind.Stdout => new StreamSink(context.OpenOutput(), header),
            TargetKind.File => new StreamSink(OpenFile(options.Target.Name), header),
            _ => NewKinesisSink(kinesis!, options.Target.Name, options.Packing, header, options.Run.Seed, context.Time),
        };
    }

    public static KinesisSink NewKinesisSink(AmazonKinesisClient client, string stream, PackOptions packing, ReadOnlyMemory<byte> header, ulong seed, TimeProvider time) => new(
        client,
        new KinesisSinkOptions { StreamName = stream, Packing = packing, Header = header, Seed = seed },
        time,
        new Random((int)seed));

    /// <exception cref="CliException">The file can't be written.</exception>
    public static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = FileBufferBytes });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CliException($"--to file:{path} can't be written: {exception.Message}", ExitCode.Failed, exception);
        }
    }
}
