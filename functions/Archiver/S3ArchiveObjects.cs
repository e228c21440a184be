using System.Net;
using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace LogFunctions.Archiver;

/// <summary>Objects in an S3 bucket, encrypted as the bucket's default says.</summary>
/// <param name="client">The client; retries by its own rules.</param>
/// <param name="bucket">Name of the bucket.</param>
/// <param name="prefix">Put before every key, with its slash; may be empty.</param>
/// <param name="time">For the pause while another put is under way.</param>
public sealed class S3ArchiveObjects(IAmazonS3 client, string bucket, string prefix, TimeProvider time) : IArchiveObjects
{
    private const int MaxConflicts = 10;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public async Task<bool> PutAsync(string key, ReadOnlyMemory<byte> gzip, CancellationToken cancellationToken)
    {
        for (int conflicts = 0; ; conflicts++)
        {
            try
            {
                await client.PutObjectAsync(RequestOf(key, gzip), cancellationToken);
                return true;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Conflict && conflicts < MaxConflicts)
            {
                // Another put of this name is under way. Whether it succeeds is not known yet, so this one is tried again.
                await Task.Delay(s_pause, time, cancellationToken);
            }
        }
    }

    private PutObjectRequest RequestOf(string key, ReadOnlyMemory<byte> gzip) => new()
    {
        BucketName = bucket,
        Key = prefix + key,
        InputStream = MemoryMarshal.TryGetArray(gzip, out ArraySegment<byte> bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
            : new MemoryStream(gzip.ToArray(), writable: false),
        ContentType = "application/gzip",
        IfNoneMatch = "*",
    };
}
