using Amazon.Kinesis;
using LogFunctions.LogGenerator.Formats;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Sinks;

namespace LogFunctions.Cli.Generate;

/// <summary>Opens targets.</summary>
internal static class SinkFactory
{
    private const int FileBufferBytes = 1 << 20;

    /// <summary>The standard SDK settings (region, credentials, <c>AWS_ENDPOINT_URL_KINESIS</c>), without the SDK's own retries: ours are counted.</summary>
    public static AmazonKinesisClient NewKinesisClient() => new(new AmazonKinesisConfig { MaxErrorRetry = 0, Timeout = TimeSpan.FromSeconds(30) });

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
