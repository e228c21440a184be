using System.Globalization;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.LocalCloud.S3;

/// <summary>A page of ListObjectsV2.</summary>
internal sealed class ObjectListing
{
    public const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private const int MaxKeysOfS3 = 1000;

    private readonly BucketFolder _bucket;
    private readonly List<(string Key, StoredObject Object)> _objects = [];
    private readonly List<string> _commonPrefixes = [];
    private readonly string _prefix;
    private readonly string? _delimiter;
    private readonly string? _startAfter;
    private readonly string? _token;
    private readonly bool _encodes;
    private readonly int _maxKeys;
    private string? _nextToken;

    private ObjectListing(BucketFolder bucket, IQueryCollection query)
    {
        _bucket = bucket;
        _prefix = query["prefix"].ToString();
        _delimiter = Text(query, "delimiter");
        _startAfter = Text(query, "start-after");
        _token = Text(query, "continuation-token");
        _encodes = query["encoding-type"] == "url";
        _maxKeys = Text(query, "max-keys") is not { } max ? MaxKeysOfS3
            : int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? Math.Min(value, MaxKeysOfS3)
            : throw S3Exception.InvalidArgument($"max-keys is '{max}', not a number.");
    }

    private int Count => _objects.Count + _commonPrefixes.Count;

    /// <exception cref="S3Exception">A parameter is wrong.</exception>
    public static ObjectListing Read(BucketFolder bucket, IQueryCollection query)
    {
        var listing = new ObjectListing(bucket, query);
        listing.Fill();
        return listing;
    }

    public void Write(XmlWriter xml)
    {
        xml.WriteStartElement("ListBucketResult", Namespace);
        xml.WriteElementString("Name", _bucket.Name);
        xml.WriteElementString("Prefix", Encode(_prefix));
        WriteOptional(xml, "Delimiter", _delimiter, encode: true);
        WriteOptional(xml, "StartAfter", _startAfter, encode: true);
        WriteOptional(xml, "EncodingType", _encodes ? "url" : null, encode: false);
        xml.WriteElementString("MaxKeys", _maxKeys.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("KeyCount", Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("IsTruncated", _nextToken is null ? "false" : "true");
        WriteOptional(xml, "ContinuationToken", _token, encode: false);
        WriteOptional(xml, "NextContinuationToken", _nextToken, encode: false);
        foreach ((string key, StoredObject stored) in _objects)
        {
            xml.WriteStartElement("Contents");
            xml.WriteElementString("Key", Encode(key));
            xml.WriteElementString("LastModified", stored.LastModifiedUtc.ToString("yyyy-MM-ddTHH:mm:ss.000Z", CultureInfo.InvariantCulture));
            xml.WriteElementString("ETag", $"\"{stored.ETag}\"");
            xml.WriteElementString("Size", stored.LengthBytes.ToString(CultureInfo.InvariantCulture));
            xml.WriteElementString("StorageClass", "STANDARD");
            xml.WriteEndElement();
        }

        foreach (string common in _commonPrefixes)
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.WriteElementString("Prefix", Encode(common));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private void Fill()
    {
        string after = _token is not null ? FromToken(_token) : _startAfter ?? "";
        string last = after;
        foreach (string key in _bucket.Keys(_prefix))
        {
            string? common = CommonPrefixOf(key);
            string listed = common ?? key;
            // A page that ended with a common prefix goes on behind all its keys.
            if (BucketFolder.CompareUtf8(listed, after) <= 0 || (common is not null && _commonPrefixes.Count > 0 && _commonPrefixes[^1] == common))
            {
                continue;
            }

            if (Count == _maxKeys)
            {
                _nextToken = _maxKeys == 0 ? null : ToToken(last);
                return;
            }

            if (common is not null)
            {
                _commonPrefixes.Add(common);
            }
            else if (_bucket.TryHead(key) is { } stored)
            {
                _objects.Add((key, stored));
            }
            else
            {
                continue;
            }

            last = listed;
        }
    }

    private string? CommonPrefixOf(string key)
    {
        int found = string.IsNullOrEmpty(_delimiter) ? -1 : key.IndexOf(_delimiter, _prefix.Length, StringComparison.Ordinal);
        return found < 0 ? null : key[..(found + _delimiter!.Length)];
    }

    private void WriteOptional(XmlWriter xml, string name, string? value, bool encode)
    {
        if (value is not null)
        {
            xml.WriteElementString(name, encode ? Encode(value) : value);
        }
    }

    private string Encode(string text) => _encodes ? Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal) : text;

    private static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;

    private static string ToToken(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    private static string FromToken(string token)
    {
        byte[] bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out int length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw S3Exception.InvalidArgument("The continuation token provided is incorrect");
    }
}
