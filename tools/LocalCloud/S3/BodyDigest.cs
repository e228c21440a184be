using System.Security.Cryptography;

namespace LogFunctions.LocalCloud.S3;

/// <summary>
/// What is computed over a body while it streams: its MD5, which is its ETag, and every checksum that the request names, in a header or as
/// a trailer.
/// </summary>
internal sealed class BodyDigest : IDisposable
{
    private const string Prefix = "x-amz-checksum-";

    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly List<(string Header, Action<byte[], int> Append, Func<byte[]> Result)> _checksums = [];
    private readonly List<IDisposable> _hashes = [];
    private readonly IncrementalHash? _sha256;

    /// <param name="checksumHeaders">Names such as x-amz-checksum-crc32.</param>
    /// <param name="withSha256">Whether the SHA-256 of the payload is signed, and to be compared.</param>
    public BodyDigest(IEnumerable<string> checksumHeaders, bool withSha256)
    {
        _sha256 = withSha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        foreach (string header in checksumHeaders.Select(header => header.ToLowerInvariant()).Distinct())
        {
            _checksums.Add(Create(header));
        }
    }

    public long LengthBytes { get; private set; }

    public static bool IsChecksum(string header) =>
        header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && header.ToLowerInvariant() is not (Prefix + "algorithm" or Prefix + "type" or Prefix + "mode");

    public void Append(byte[] buffer, int count)
    {
        LengthBytes += count;
        _md5.AppendData(buffer, 0, count);
        _sha256?.AppendData(buffer, 0, count);
        foreach ((_, Action<byte[], int> append, _) in _checksums)
        {
            append(buffer, count);
        }
    }

    /// <summary>Compares what was announced with what came.</summary>
    /// <param name="claims">Checksum headers and trailers, by name.</param>
    /// <param name="contentMd5">Base64, or null.</param>
    /// <param name="payloadSha256">Hex, or null.</param>
    /// <returns>The ETag, and the checksums as headers.</returns>
    /// <exception cref="S3Exception">They differ.</exception>
    public (string ETag, Dictionary<string, string> Checksums) Check(IReadOnlyDictionary<string, string> claims, string? contentMd5, string? payloadSha256)
    {
        byte[] md5 = _md5.GetHashAndReset();
        if (contentMd5 is not null && contentMd5 != Convert.ToBase64String(md5))
        {
            throw S3Exception.BadDigest("Content-MD5");
        }

        if (_sha256 is not null && payloadSha256 is not null && !payloadSha256.Equals(Convert.ToHexString(_sha256.GetHashAndReset()), StringComparison.OrdinalIgnoreCase))
        {
            throw new S3Exception(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }

        var checksums = new Dictionary<string, string>();
        foreach ((string header, _, Func<byte[]> result) in _checksums)
        {
            string value = Convert.ToBase64String(result());
            if (!claims.TryGetValue(header, out string? claimed))
            {
                throw S3Exception.IncompleteBody($"the trailer {header} is missing");
            }

            if (claimed != value)
            {
                throw S3Exception.BadDigest(header);
            }

            checksums[header] = value;
        }

        return (Convert.ToHexStringLower(md5), checksums);
    }

    public void Dispose()
    {
        _md5.Dispose();
        _sha256?.Dispose();
        _hashes.ForEach(hash => hash.Dispose());
    }

    private (string Header, Action<byte[], int> Append, Func<byte[]> Result) Create(string header)
    {
        Crc? crc = header switch
        {
            Prefix + "crc32" => Crc.NewCrc32(),
            Prefix + "crc32c" => Crc.NewCrc32C(),
            Prefix + "crc64nvme" => Crc.NewCrc64Nvme(),
            _ => null,
        };
        if (crc is not null)
        {
            return (header, (buffer, count) => crc.Append(buffer.AsSpan(0, count)), crc.Result);
        }

        var hash = IncrementalHash.CreateHash(header switch
        {
            Prefix + "sha1" => HashAlgorithmName.SHA1,
            Prefix + "sha256" => HashAlgorithmName.SHA256,
            _ => throw S3Exception.InvalidArgument($"{header} is not a checksum of S3."),
        });
        _hashes.Add(hash);
        return (header, (buffer, count) => hash.AppendData(buffer, 0, count), hash.GetHashAndReset);
    }
}
