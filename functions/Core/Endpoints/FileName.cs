using System.Text;

namespace LogFunctions.Core.Endpoints;

/// <summary>Names of files: extensions that are known, and the hash that a build puts into the names of assets.</summary>
internal static class FileName
{
    private const int MaxExtensionBytes = 8;

    private static readonly HashSet<string> s_assets = new(StringComparer.OrdinalIgnoreCase)
    {
        "js", "mjs", "cjs", "css", "map", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "woff", "woff2", "ttf", "otf", "eot",
        "wasm", "min", "chunk", "bundle",
    };

    private static readonly HashSet<string> s_pages = new(StringComparer.OrdinalIgnoreCase) { "html", "htm", "shtml", "xhtml" };

    private static readonly HashSet<string> s_others = new(StringComparer.OrdinalIgnoreCase)
    {
        "json", "jsonl", "ndjson", "xml", "yaml", "yml", "toml", "csv", "tsv", "txt", "md", "pdf", "rtf", "doc", "docx", "xls", "xlsx",
        "ppt", "pptx", "odt",
        "php", "asp", "aspx", "asmx", "ashx", "svc", "jsp", "jspx", "do", "action", "cgi", "pl", "py", "rb", "ts", "tsx", "jsx", "m3u8",
        "m4s", "mpd", "mp3", "mp4", "m4a", "m4v",
        "webm", "mov", "avi", "mkv", "ogg", "wav", "flac", "zip", "gz", "tgz", "tar", "bz2", "xz", "zst", "7z", "rar", "jar", "war", "whl",
        "deb", "rpm", "apk", "exe", "msi",
        "dmg", "iso", "bin", "log", "atom", "rss", "ics", "vcf", "geojson", "pbf", "mvt", "tif", "tiff", "bmp", "psd", "parquet", "avro",
        "sig", "asc", "lock",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_assetLookup =
        s_assets.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_pageLookup =
        s_pages.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_otherLookup =
        s_others.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Bytes before the known extensions (<c>.json</c>, <c>.min.js</c>, <c>.tar.gz</c>); all of the text when there are none.
    /// </summary>
    public static int StemLength(ReadOnlySpan<byte> text, out bool isAsset, out bool isPage)
    {
        int stem = text.Length;
        isAsset = false;
        isPage = false;
        while (true)
        {
            int dot = text[..stem].LastIndexOf((byte)'.');
            if (dot <= 0 || !IsKnown(text[(dot + 1)..stem], out bool asset, out bool page))
            {
                return stem;
            }

            isAsset |= asset;
            isPage |= page;
            stem = dot;
        }
    }

    /// <summary>Whether a word is an extension.</summary>
    public static bool IsExtension(ReadOnlySpan<byte> word) => IsKnown(word, out _, out _);

    /// <summary>
    /// The hash within the name of an asset (<c>application-5f4dcc3b5aa765d61d8327deb882cf99</c>). One behind a point has ten digits and
    /// more: shorter ones stand in names that are kept.
    /// </summary>
    public static bool TryFindHash(ReadOnlySpan<byte> name, out int start, out int length)
    {
        start = 0;
        while (start < name.Length)
        {
            int end = name[start..].IndexOfAny((byte)'-', (byte)'_', (byte)'.');
            length = end < 0 ? name.Length - start : end;
            int least = start > 0 && name[start - 1] == '.' ? 10 : 8;
            ReadOnlySpan<byte> piece = name.Slice(start, length);
            if (length >= least && length < name.Length && IdText.IsHash(piece))
            {
                return true;
            }

            start += length + 1;
        }

        length = 0;
        return false;
    }

    private static bool IsKnown(ReadOnlySpan<byte> word, out bool isAsset, out bool isPage)
    {
        isAsset = false;
        isPage = false;
        if (word.Length is 0 or > MaxExtensionBytes)
        {
            return false;
        }

        Span<char> chars = stackalloc char[MaxExtensionBytes];
        int length = Encoding.Latin1.GetChars(word, chars);
        ReadOnlySpan<char> text = chars[..length];
        isAsset = s_assetLookup.Contains(text);
        isPage = s_pageLookup.Contains(text);
        return isAsset || isPage || s_otherLookup.Contains(text);
    }
}
