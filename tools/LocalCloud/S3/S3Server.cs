using System.Collections.Concurrent;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LogFunctions.LocalCloud.S3;

/// <summary>
/// The S3 API over folders: put (also conditional), get (also ranges and conditions), head and delete of objects, ListObjectsV2, and what
/// clients ask of buckets before they do these. Bucket in the path or in the host name. Signatures are not checked. What it lacks
/// (multipart uploads, copies, versions, access control) it answers by NotImplemented, and says which.
/// </summary>
internal sealed class S3Server
{
    // Part of requests that are served: the SDKs' name of the operation, and what presigned URLs carry.
    private const string OperationName = "x-id";
    private const string PresignedPrefix = "X-Amz-";

    private static readonly string[] s_listParameters =
        ["list-type", "prefix", "delimiter", "max-keys", "start-after", "continuation-token", "encoding-type", "fetch-owner"];

    private readonly ConcurrentDictionary<string, BucketFolder> _buckets = new(StringComparer.Ordinal);

    public void Add(BucketFolder bucket) => _buckets[bucket.Name] = bucket;

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["x-amz-request-id"] = context.TraceIdentifier;
        try
        {
            await RouteAsync(context);
        }
        catch (S3Exception error) when (!context.Response.HasStarted)
        {
            await WriteErrorAsync(context, error);
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            await WriteErrorAsync(context, S3Exception.IncompleteBody(error.Message));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await WriteErrorAsync(context, new S3Exception(500, "InternalError", $"the bucket's folder cannot be used: {error.Message}"));
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        (string bucketName, string key) = Split(context);
        if (bucketName.Length == 0)
        {
            Refuse(request, []);
            return request.Method == "GET" ? WriteAsync(context, WriteBuckets) : throw NotImplemented(request, "without a bucket");
        }

        BucketFolder bucket = _buckets.GetValueOrDefault(bucketName)
            ?? throw new S3Exception(404, "NoSuchBucket", $"The specified bucket does not exist: {bucketName}. There is: {string.Join(", ", _buckets.Keys.Order(StringComparer.Ordinal))}.");
        return key.Length == 0 ? BucketAsync(context, bucket) : ObjectAsync(context, bucket, key);
    }

    private static Task BucketAsync(HttpContext context, BucketFolder bucket)
    {
        HttpRequest request = context.Request;
        if (request.Query.ContainsKey("location"))
        {
            Refuse(request, ["location"]);
            return WriteAsync(context, static xml => xml.WriteElementString("LocationConstraint", ObjectListing.Namespace, null));
        }

        Refuse(request, s_listParameters);
        switch (request.Method)
        {
            case "HEAD":
                context.Response.Headers["x-amz-bucket-region"] = "us-east-1";
                return Task.CompletedTask;
            case "GET" when request.Query["list-type"] == "2":
                ObjectListing listing = ObjectListing.Read(bucket, request.Query);
                return WriteAsync(context, listing.Write);
            default:
                throw NotImplemented(request, "of a bucket");
        }
    }

    private static Task ObjectAsync(HttpContext context, BucketFolder bucket, string key)
    {
        HttpRequest request = context.Request;
        Refuse(request, []);
        if (Encoding.UTF8.GetByteCount(key) > ObjectPath.MaxKeyBytes)
        {
            throw new S3Exception(400, "KeyTooLongError", $"Your key is too long: a key has at most {ObjectPath.MaxKeyBytes} bytes.");
        }

        switch (request.Method)
        {
            case "PUT" when !request.Headers.ContainsKey("x-amz-copy-source"):
                return ObjectUpload.PutAsync(context, bucket, key);
            case "GET" or "HEAD":
                return ObjectDownload.SendAsync(context, bucket, key);
            case "DELETE":
                bucket.Delete(key, existing => Preconditions.CheckWrite(request.Headers, key, existing));
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            default:
                throw NotImplemented(request, request.Method == "PUT" ? "as a copy" : "of an object");
        }
    }

    /// <summary>Bucket and key, decoded. From the raw target: the server's own path has lost dots and double slashes, which keys may have.</summary>
    private (string Bucket, string Key) Split(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
        {
            target = Uri.TryCreate(target, UriKind.Absolute, out Uri? absolute) ? absolute.PathAndQuery : "/";
        }

        string path = target[1..].Split('?')[0];
        string host = context.Request.Host.Host;
        if (_buckets.Keys.FirstOrDefault(bucket => host.StartsWith(bucket + ".", StringComparison.OrdinalIgnoreCase)) is { } byHost)
        {
            return (byHost, Uri.UnescapeDataString(path));
        }

        string[] parts = path.Split('/', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    /// <summary>Everything S3 can do that is not served differs by a parameter of its query: none may be taken for something else.</summary>
    private static void Refuse(HttpRequest request, string[] served)
    {
        foreach (string name in request.Query.Keys)
        {
            if (name != OperationName && !served.Contains(name) && !name.StartsWith(PresignedPrefix, StringComparison.OrdinalIgnoreCase))
            {
                throw NotImplemented(request, $"with ?{name}");
            }
        }
    }

    private static S3Exception NotImplemented(HttpRequest request, string what) =>
        new(501, "NotImplemented", $"{request.Method} {what} is not part of the local S3.");

    private void WriteBuckets(XmlWriter xml)
    {
        xml.WriteStartElement("ListAllMyBucketsResult", ObjectListing.Namespace);
        xml.WriteStartElement("Buckets");
        foreach (string name in _buckets.Keys.Order(StringComparer.Ordinal))
        {
            xml.WriteStartElement("Bucket");
            xml.WriteElementString("Name", name);
            xml.WriteElementString("CreationDate", "2026-01-01T00:00:00.000Z");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static Task WriteErrorAsync(HttpContext context, S3Exception error)
    {
        context.Response.Clear();
        context.Response.Headers["x-amz-request-id"] = context.TraceIdentifier;
        context.Response.StatusCode = error.Status;
        return WriteAsync(context, xml =>
        {
            xml.WriteStartElement("Error");
            xml.WriteElementString("Code", error.Code);
            xml.WriteElementString("Message", error.Message);
            xml.WriteElementString("Resource", context.Request.Path.Value);
            xml.WriteElementString("RequestId", context.TraceIdentifier);
            xml.WriteEndElement();
        });
    }

    private static async Task WriteAsync(HttpContext context, Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        // Keys may have characters that XML lacks; clients ask for them url-encoded, or get references.
        using (var xml = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = false }))
        {
            write(xml);
        }

        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = buffer.Length;
        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
        }
    }
}
