using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace LogFunctions.Cli.Redrive;

/// <summary>Objects of an S3 bucket; the state of KEY is the object redriven/KEY.</summary>
/// <param name="client">Stays the caller's.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="prefix">Beginning of the keys; may be empty.</param>
internal sealed class S3Objects(IAmazonS3 client, string bucket, string prefix) : IObjectSource, IStateStore
{
    private const string StatePrefix = "redriven/";

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        List<string> keys = [];
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        try
        {
            ListObjectsV2Response page;
            do
            {
                page = await client.ListObjectsV2Async(request, cancellationToken);
                keys.AddRange((page.S3Objects ?? []).Select(o => o.Key).Where(k => !k.StartsWith(StatePrefix, StringComparison.Ordinal) && !k.EndsWith('/')));
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (page.IsTruncated == true);
        }
        catch (Exception exception) when (IsS3Failure(exception))
        {
            throw new CliException($"s3://{bucket}/{prefix} can't be listed: {exception.Message}", ExitCode.Failed, exception);
        }

        keys.Sort(StringComparer.Ordinal);
        return keys;
    }

    public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            using GetObjectResponse response = await client.GetObjectAsync(bucket, name, cancellationToken);
            if (response.ContentLength > FolderObjects.MaxObjectBytes)
            {
                throw new RedriveException($"it has {response.ContentLength} bytes; on-failure objects and reject files are much smaller");
            }

            using var bytes = new MemoryStream();
            await response.ResponseStream.CopyToAsync(bytes, cancellationToken);
            return bytes.ToArray();
        }
        catch (Exception exception) when (IsS3Failure(exception))
        {
            throw new RedriveException($"it can't be read: {exception.Message}", exception);
        }
    }

    async Task<ObjectState?> IStateStore.ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            using GetObjectResponse response = await client.GetObjectAsync(bucket, StatePrefix + name, cancellationToken);
            using var reader = new StreamReader(response.ResponseStream);
            return ObjectState.Parse(await reader.ReadToEndAsync(cancellationToken), $"s3://{bucket}/{StatePrefix}{name}");
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception exception) when (IsS3Failure(exception))
        {
            throw new RedriveException($"its state s3://{bucket}/{StatePrefix}{name} can't be read: {exception.Message}", exception);
        }
    }

    public async Task WriteAsync(string name, ObjectState state, CancellationToken cancellationToken)
    {
        try
        {
            await client.PutObjectAsync(
                new PutObjectRequest { BucketName = bucket, Key = StatePrefix + name, ContentBody = state.ToJson(), ContentType = "application/json" }, cancellationToken);
        }
        catch (Exception exception) when (IsS3Failure(exception))
        {
            throw new CliException($"s3://{bucket}/{StatePrefix}{name} can't be written, so what is put back can't be noted: {exception.Message} (--state FILE keeps the notes here.)", ExitCode.Failed, exception);
        }
    }

    private static bool IsS3Failure(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException;
}
