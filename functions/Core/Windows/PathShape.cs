using System.Numerics;
using System.Runtime.Intrinsics;
using LogFunctions.Core.Endpoints;

namespace LogFunctions.Core.Windows;

/// <summary>
/// A path with every id as <c>0</c>, which is an id itself. As a cache key: else the ids of a busy site would push each other out of the
/// cache, and everything else with them. Not thread-safe.
/// </summary>
internal sealed class PathShape
{
    /// <summary>Longest path taken.</summary>
    public const int MaxBytes = 256;

    private const int VectorBytes = 64;

    private readonly byte[] _padded = new byte[VectorBytes];
    private readonly byte[] _shape = new byte[MaxBytes];

    /// <summary>The shape: the path itself when it has no ids, else a buffer that the next call reuses.</summary>
    /// <param name="path">Starts with a slash, at most <see cref="MaxBytes"/>.</param>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> path) =>
        path.Length < VectorBytes && Vector256.IsHardwareAccelerated ? OfShort(path) : OfAny(path);

    /// <summary>The plain way, which decides what the fast one may do.</summary>
    internal ReadOnlySpan<byte> OfAny(ReadOnlySpan<byte> path)
    {
        int written = 0;
        int copied = 0;
        int position = 0;
        while (true)
        {
            // Only segments with a digit can be ids.
            int digit = path[position..].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (digit < 0)
            {
                break;
            }

            digit += position;
            int start = path[position..digit].LastIndexOf((byte)'/') + 1 + position;
            int length = path[digit..].IndexOf((byte)'/');
            int end = length < 0 ? path.Length : digit + length;
            if (EndpointTemplater.IsId(path[start..end]))
            {
                written = Replace(path, start, ref copied, end, written);
            }

            position = end;
        }

        return Finish(path, copied, written);
    }

    // A bit per byte. Adding the first bits of segments to the bits of digits carries through those that are all digits, up to the slash,
    // or the end, behind them. Hexadecimal ids have 16 bytes and more: paths with such a segment are left to the plain way.
    private ReadOnlySpan<byte> OfShort(ReadOnlySpan<byte> path)
    {
        path.CopyTo(_padded);
        Vector256<byte> low = Vector256.Create(_padded, 0);
        Vector256<byte> high = Vector256.Create(_padded, 32);
        ulong inside = (1UL << path.Length) - 1;
        ulong slashes = (Bits(Vector256.Equals(low, Vector256.Create((byte)'/')), Vector256.Equals(high, Vector256.Create((byte)'/')))) & inside;
        ulong digits = Bits(AreDigits(low), AreDigits(high)) & inside;
        ulong starts = digits & (slashes << 1);
        ulong ends = (digits + starts) & ~digits & (slashes | (1UL << path.Length));

        ulong run = inside & ~slashes;
        run &= run >> 1;
        run &= run >> 2;
        run &= run >> 4;
        run &= run >> 8;
        if (run != 0 && digits != 0)
        {
            return OfAny(path);
        }

        // A segment that is not all digits leaves the sum's bit at its first other byte, which is no slash.
        int written = 0;
        int copied = 0;
        for (; ends != 0; ends &= ends - 1)
        {
            int end = BitOperations.TrailingZeroCount(ends);
            int start = 64 - BitOperations.LeadingZeroCount(slashes & ((1UL << end) - 1));
            if (end > start && (digits & (1UL << start)) != 0)
            {
                written = Replace(path, start, ref copied, end, written);
            }
        }

        return Finish(path, copied, written);
    }

    private static Vector256<byte> AreDigits(Vector256<byte> bytes) =>
        Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9));

    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

    private int Replace(ReadOnlySpan<byte> path, int start, ref int copied, int end, int written)
    {
        path[copied..start].CopyTo(_shape.AsSpan(written));
        written += start - copied;
        _shape[written] = (byte)'0';
        copied = end;
        return written + 1;
    }

    private ReadOnlySpan<byte> Finish(ReadOnlySpan<byte> path, int copied, int written)
    {
        if (copied == 0)
        {
            return path;
        }

        path[copied..].CopyTo(_shape.AsSpan(written));
        return _shape.AsSpan(0, written + path.Length - copied);
    }
}
