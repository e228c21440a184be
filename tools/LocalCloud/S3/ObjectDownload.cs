using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.LocalCloud.S3;

/// <summary>GetObject and HeadObject: the whole object or a range of it, streamed.</summary>
internal static class ObjectDownload
{
    public static async Task SendAsync(HttpContext context, BucketFolder bucket, string key)
    {
        (StoredObject stored, FileStream content) = bucket.Open(key);
        await using (content)
        {
            HttpRequest request = context.Request;
            int status = Preconditions.CheckRead(request.Headers, stored);
            if (status == StatusCodes.Status412PreconditionFailed)
            {
                throw S3Exception.PreconditionFailed();
            }

            (long start, long length) = Range(request, stored.LengthBytes) ?? (0, stored.LengthBytes);
            bool isPart = length != stored.LengthBytes;
            WriteHeaders(context, stored, withChecksums: !isPart && status == StatusCodes.Status200OK);
            if (status == StatusCodes.Status304NotModified)
            {
                context.Response.StatusCode = status;
                return;
            }

            context.Response.ContentLength = length;
            if (isPart)
            {
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
                context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{start + length - 1}/{stored.LengthBytes}");
            }

            if (request.Method == "GET")
            {
                content.Position = start;
                await CopyAsync(content, context.Response.Body, length, context.RequestAborted);
            }
        }
    }

    private static void WriteHeaders(HttpContext context, StoredObject stored, bool withChecksums)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ETag = $"\"{stored.ETag}\"";
        headers.LastModified = stored.LastModifiedUtc.ToString("R", CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        headers.ContentType = "binary/octet-stream";
        withChecksums &= context.Request.Headers["x-amz-checksum-mode"] == "ENABLED";
        foreach ((string name, string value) in stored.Headers)
        {
            if (!BodyDigest.IsChecksum(name))
            {
                headers[name] = value;
            }
            else if (withChecksums)
            {
                headers[name] = value;
                headers["x-amz-checksum-type"] = "FULL_OBJECT";
            }
        }
    }

    /// <summary>Start and length; null = everything, also for a header that is none.</summary>
    private static (long Start, long Length)? Range(HttpRequest request, long lengthBytes)
    {
        string header = request.Headers.Range.ToString();
        const string Unit = "bytes=";
        if (!header.StartsWith(Unit, StringComparison.Ordinal) || header[Unit.Length..].Split('-') is not [string first, string last])
        {
            return null;
        }

        bool hasFirst = long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long start);
        bool hasLast = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long end);
        if ((!hasFirst && !hasLast) || (hasFirst && hasLast && end < start))
        {
            return null;
        }

        if (!hasFirst)
        {
            start = Math.Max(0, lengthBytes - end);
            end = lengthBytes - 1;
        }

        end = hasLast && hasFirst ? Math.Min(end, lengthBytes - 1) : lengthBytes - 1;
        return start < lengthBytes
            ? (start, end - start + 1)
            : throw new S3Exception(StatusCodes.Status416RangeNotSatisfiable, "InvalidRange", $"The requested range is not satisfiable: the object has {lengthBytes} bytes.");
    }

    private static async Task CopyAsync(FileStream content, Stream body, long length, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        while (length > 0)
        {
            int count = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancellationToken);
            if (count == 0)
            {
                throw new IOException("The object became shorter while it was sent.");
            }

            await body.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            length -= count;
        }
    }
}
