using System.Buffers.Binary;

namespace LogFunctions.LocalCloud.S3;

/// <summary>A reflected CRC of 32 or 64 bits, as S3 checksums objects; big-endian at its end.</summary>
internal sealed class Crc
{
    private static readonly ulong[] s_crc32 = Table(0xEDB88320);
    private static readonly ulong[] s_crc32C = Table(0x82F63B78);
    private static readonly ulong[] s_crc64Nvme = Table(0x9A6C9329AC4BC9B5);

    private readonly ulong[] _table;
    private readonly ulong _ones;
    private readonly int _bytes;
    private ulong _value;

    private Crc(ulong[] table, int bytes)
    {
        _table = table;
        _bytes = bytes;
        _ones = ulong.MaxValue >> (64 - (8 * bytes));
        _value = _ones;
    }

    public static Crc NewCrc32() => new(s_crc32, sizeof(uint));

    public static Crc NewCrc32C() => new(s_crc32C, sizeof(uint));

    public static Crc NewCrc64Nvme() => new(s_crc64Nvme, sizeof(ulong));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        ulong value = _value;
        foreach (byte next in bytes)
        {
            value = _table[(byte)(value ^ next)] ^ (value >> 8);
        }

        _value = value;
    }

    public byte[] Result()
    {
        byte[] result = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(result, _value ^ _ones);
        return result[^_bytes..];
    }

    private static ulong[] Table(ulong polynomial)
    {
        ulong[] table = new ulong[256];
        for (int i = 0; i < table.Length; i++)
        {
            ulong value = (ulong)i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : polynomial ^ (value >> 1);
            }

            table[i] = value;
        }

        return table;
    }
}
