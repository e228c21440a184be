using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LogFunctions.LocalCloud.S3;

/// <summary>The ETag that S3 gives to an object put whole: the MD5 of its bytes in hex, without quotes.</summary>
[SuppressMessage("Security", "CA5351", Justification = "S3's own name for a content, not a protection.")]
internal static class ETag
{
    /// <summary>ETag of these bytes.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(MD5.HashData(content));

    /// <summary>ETag of what is left of a stream.</summary>
    public static string Of(Stream content) => Convert.ToHexStringLower(MD5.HashData(content));
}
