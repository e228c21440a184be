using Amazon.S3;
using LogFunctions.Cli.Redrive;

namespace LogFunctions.Cli.Archive;

/// <summary>Where an archive lies: <c>s3://bucket/prefix</c> or a folder.</summary>
/// <param name="Objects">What is in it.</param>
/// <param name="Client">To be disposed of; null for a folder.</param>
internal sealed record ArchiveLocation(IObjectSource Objects, IDisposable? Client) : IDisposable
{
    private const string Scheme = "s3://";

    /// <summary>Whether a text names a place in S3.</summary>
    public static bool IsS3(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <exception cref="CliException">The place can't be named so, or there are no credentials.</exception>
    public static ArchiveLocation Open(string place, CliContext context)
    {
        if (!IsS3(place))
        {
            return new ArchiveLocation(new FolderObjects(place), Client: null);
        }

        string[] parts = place[Scheme.Length..].Split('/', 2);
        if (parts[0].Length == 0)
        {
            throw CliException.Usage($"'{place}' names no bucket; use s3://bucket or s3://bucket/prefix.");
        }

        AmazonS3Client client = RedriveClients.NewS3Client(context);
        return new ArchiveLocation(new S3Objects(client, parts[0], parts.Length > 1 ? parts[1] : ""), client);
    }

    /// <summary>The bytes of an object.</summary>
    /// <exception cref="CliException">It can't be read.</exception>
    public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await Objects.ReadAsync(name, cancellationToken);
        }
        catch (RedriveException exception)
        {
            throw new CliException($"{name}: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    public void Dispose() => Client?.Dispose();
}
