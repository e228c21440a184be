using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.LocalCloud.S3;

/// <summary>The conditions of a request: If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since.</summary>
internal static class Preconditions
{
    /// <exception cref="S3Exception">The object must not be written.</exception>
    public static void CheckWrite(IHeaderDictionary headers, string key, StoredObject? existing)
    {
        if (Text(headers, "If-None-Match") is { } none)
        {
            if (none != "*")
            {
                throw new S3Exception(501, "NotImplemented", "If-None-Match of a put takes * only.");
            }

            if (existing is not null)
            {
                throw S3Exception.PreconditionFailed();
            }
        }

        if (Text(headers, "If-Match") is { } match)
        {
            StoredObject found = existing ?? throw S3Exception.NoSuchKey(key);
            if (!Matches(match, found.ETag))
            {
                throw S3Exception.PreconditionFailed();
            }
        }
    }

    /// <returns>304 or 412; 200 when the object is to be sent.</returns>
    public static int CheckRead(IHeaderDictionary headers, StoredObject found)
    {
        string? match = Text(headers, "If-Match");
        string? none = Text(headers, "If-None-Match");
        DateTime seconds = new(found.LastModifiedUtc.Ticks - (found.LastModifiedUtc.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        if (match is not null ? !Matches(match, found.ETag) : Time(headers, "If-Unmodified-Since") < seconds)
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        return (none is not null ? Matches(none, found.ETag) : Time(headers, "If-Modified-Since") >= seconds) ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
    }

    private static bool Matches(string wanted, string eTag) => wanted == "*" || wanted.Split(',').Any(tag => tag.Trim().Trim('"') == eTag);

    private static string? Text(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var value) ? value.ToString() : null;

    private static DateTime? Time(IHeaderDictionary headers, string name) =>
        DateTime.TryParse(Text(headers, name), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTime time) ? time : null;
}
