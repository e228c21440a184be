using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace LogFunctions.LocalCloud.Page;

/// <summary>A file of the page.</summary>
/// <param name="Bytes">What it is.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="ETag">Of its bytes.</param>
internal sealed record PageAsset(byte[] Bytes, string ContentType, string ETag);

/// <summary>The files of the page, embedded at build: ours, and the chart library.</summary>
internal static class PageAssets
{
    private const string Prefix = "page/";

    private static readonly Lazy<FrozenDictionary<string, PageAsset>> s_all = new(Read);

    /// <summary>Null when there is none of that name.</summary>
    public static PageAsset? Find(string name) => s_all.Value.GetValueOrDefault(name);

    private static FrozenDictionary<string, PageAsset> Read()
    {
        Assembly assembly = typeof(PageAssets).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(name => name[Prefix.Length..], name =>
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new PageAsset(bytes, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}\"");
        });
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
