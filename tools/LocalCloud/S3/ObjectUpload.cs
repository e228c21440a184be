using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.LocalCloud.S3;

/// <summary>PutObject: the body streams into a file beside the bucket, is checked, and becomes the object by renaming.</summary>
internal static class ObjectUpload
{
    private const long MaxBytes = 5L << 30;
    private const string Chunked = "aws-chunked";
    private const string SignedTrailer = "x-amz-trailer";

    private static readonly string[] s_keptHeaders = ["Content-Type", "Content-Disposition", "Content-Language", "Cache-Control", "Expires"];

    public static async Task PutAsync(HttpContext context, BucketFolder bucket, string key)
    {
        HttpRequest request = context.Request;
        string? sha256 = Text(request, "x-amz-content-sha256");
        bool isChunked = sha256?.StartsWith("STREAMING-", StringComparison.Ordinal) == true || Encodings(request).Contains(Chunked);
        bool hasSha256 = !isChunked && sha256 is { Length: 64 };
        long announced = Length(request, isChunked);
        string[] trailers = Text(request, SignedTrailer)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        string[] checksumHeaders = [.. request.Headers.Keys.Where(BodyDigest.IsChecksum), .. trailers.Where(BodyDigest.IsChecksum)];
        using var digest = new BodyDigest(checksumHeaders, hasSha256);
        string upload = bucket.NewUpload();
        try
        {
            var chunks = isChunked ? new AwsChunkedStream(request.Body) : null;
            await ReceiveAsync(request, chunks, digest, announced, upload, context.RequestAborted);
            if (digest.LengthBytes != announced)
            {
                throw S3Exception.IncompleteBody($"{digest.LengthBytes} bytes came of {announced}");
            }

            Dictionary<string, string> claims = request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
            foreach ((string name, string value) in chunks?.Trailers ?? [])
            {
                claims[name] = value;
            }

            (string eTag, Dictionary<string, string> checksums) = digest.Check(claims, Text(request, "Content-MD5"), hasSha256 ? sha256 : null);
            StoredObject stored = bucket.Commit(key, upload, eTag, KeptHeaders(request, checksums), existing => Preconditions.CheckWrite(request.Headers, key, existing));
            context.Response.Headers.ETag = $"\"{stored.ETag}\"";
            foreach ((string name, string value) in checksums)
            {
                context.Response.Headers[name] = value;
            }
        }
        finally
        {
            File.Delete(upload); // there no longer, when all went well
        }
    }

    private static async Task ReceiveAsync(HttpRequest request, AwsChunkedStream? chunks, BodyDigest digest, long announced, string upload, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(upload, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            int count = chunks is null ? await request.Body.ReadAsync(buffer, cancellationToken) : await chunks.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return;
            }

            digest.Append(buffer, count);
            if (digest.LengthBytes > announced)
            {
                throw S3Exception.IncompleteBody($"more came than the {announced} bytes announced");
            }

            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private static long Length(HttpRequest request, bool isChunked)
    {
        string? decoded = Text(request, "x-amz-decoded-content-length");
        long? length = isChunked && long.TryParse(decoded, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
            : isChunked ? null : request.ContentLength;
        return length switch
        {
            null => throw new S3Exception(411, "MissingContentLength", "You must provide the Content-Length HTTP header; for aws-chunked bodies, x-amz-decoded-content-length."),
            > MaxBytes => throw new S3Exception(400, "EntityTooLarge", $"Your proposed upload exceeds the maximum allowed size, {MaxBytes} bytes."),
            _ => length.Value,
        };
    }

    private static Dictionary<string, string> KeptHeaders(HttpRequest request, Dictionary<string, string> checksums)
    {
        var kept = new Dictionary<string, string>(checksums);
        foreach (string name in s_keptHeaders)
        {
            if (Text(request, name) is { } value)
            {
                kept[name] = value;
            }
        }

        // aws-chunked is of the request, not of the object.
        string[] encodings = [.. Encodings(request).Where(encoding => encoding != Chunked)];
        if (encodings.Length > 0)
        {
            kept["Content-Encoding"] = string.Join(',', encodings);
        }

        foreach ((string name, var value) in request.Headers.Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase)))
        {
            kept[name.ToLowerInvariant()] = value.ToString();
        }

        return kept;
    }

    private static string[] Encodings(HttpRequest request) =>
        Text(request, "Content-Encoding")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Text(HttpRequest request, string name) => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
