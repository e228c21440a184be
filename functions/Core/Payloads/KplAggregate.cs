using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LogFunctions.Core.Payloads;

/// <summary>
/// A record aggregated by the Kinesis Producer Library: magic number, protobuf <c>AggregatedRecord</c>, MD5 of the protobuf. Read
/// in place. What fails the checksum or the grammar is no aggregate but a plain record that happens to begin like one, as
/// AWS's own deaggregators have it.
/// </summary>
/// <remarks>Source: amazon-kinesis-producer, aggregation-format.md; AggregatorUtil.java of the Kinesis client library.</remarks>
internal readonly ref struct KplAggregate
{
    private const int MagicBytes = 4;
    private const int DigestBytes = MD5.HashSizeInBytes;

    // AggregatedRecord.records = 3 and Record.data = 3, both length-delimited.
    private const ulong RecordsTag = (3 << 3) | ProtobufReader.LengthDelimited;
    private const ulong DataTag = (3 << 3) | ProtobufReader.LengthDelimited;

    private readonly ReadOnlySpan<byte> _message;

    private KplAggregate(ReadOnlySpan<byte> message) => _message = message;

    private static ReadOnlySpan<byte> Magic => [0xF3, 0x89, 0x9A, 0xC2];

    /// <summary>Checks magic, checksum and the whole protobuf, so that what follows cannot fail half-way.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> payload, out KplAggregate aggregate)
    {
        aggregate = default;
        if (payload.Length < MagicBytes + DigestBytes || !payload.StartsWith(Magic))
        {
            return false;
        }

        ReadOnlySpan<byte> message = payload[MagicBytes..^DigestBytes];
        if (!HasDigest(message, payload[^DigestBytes..]) || !IsWellFormed(message))
        {
            return false;
        }

        aggregate = new KplAggregate(message);
        return true;
    }

    /// <summary>The user records, in order.</summary>
    public Enumerator GetEnumerator() => new(_message);

    [SuppressMessage("Security", "CA5351", Justification = "The format's checksum against accidents, not against attackers.")]
    private static bool HasDigest(ReadOnlySpan<byte> message, ReadOnlySpan<byte> digest)
    {
        Span<byte> actual = stackalloc byte[DigestBytes];
        MD5.HashData(message, actual);
        return actual.SequenceEqual(digest);
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> message)
    {
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            if (fields.Tag == RecordsTag)
            {
                var record = new ProtobufReader(fields.Bytes);
                while (record.MoveNext())
                {
                }

                if (record.IsBroken)
                {
                    return false;
                }
            }
        }

        return !fields.IsBroken;
    }

    /// <summary>Walks the records of a message that is well formed.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> message)
    {
        private ProtobufReader _fields = new(message);

        /// <summary>Data of the user record; empty when it has none.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            while (_fields.MoveNext())
            {
                if (_fields.Tag == RecordsTag)
                {
                    Current = Data(_fields.Bytes);
                    return true;
                }
            }

            return false;
        }

        private static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> record)
        {
            ReadOnlySpan<byte> data = default;
            var fields = new ProtobufReader(record);
            while (fields.MoveNext())
            {
                data = fields.Tag == DataTag ? fields.Bytes : data; // the last one counts, as protobuf has it
            }

            return data;
        }
    }
}
