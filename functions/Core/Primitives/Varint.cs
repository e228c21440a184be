using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Primitives;

/// <summary>
/// Numbers as protobuf and our own stored bytes write them: seven bits a byte, the lowest first, the top bit set in all but the last.
/// </summary>
internal static class Varint
{
    /// <summary>Bytes of the largest number.</summary>
    public const int MaxBytes = 10;

    /// <summary>Reads a number; false when the bytes end within it, or it is longer than <see cref="MaxBytes"/>.</summary>
    /// <param name="source">From the number on.</param>
    /// <param name="value">The number; bits above the 64th are lost.</param>
    /// <param name="length">Its bytes; when it cannot be read those that were looked at.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> source, out ulong value, out int length)
    {
        value = 0;
        for (length = 0; length < MaxBytes && length < source.Length; length++)
        {
            value |= (ulong)(source[length] & 0x7F) << (7 * length);
            if (source[length] < 0x80)
            {
                length++;
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes a number and returns its bytes.</summary>
    /// <param name="destination">At least <see cref="MaxBytes"/>, or as many as the number needs.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> destination, ulong value)
    {
        int length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }
}
