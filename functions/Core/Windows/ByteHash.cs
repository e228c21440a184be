using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Windows;

/// <summary>
/// A seeded 64-bit hash of short byte strings in the manner of wyhash: 16 bytes per multiplication. The seed is drawn per process, so
/// that nobody can write paths that all land in one slot of a table. Never stored.
/// </summary>
internal static class ByteHash
{
    private const ulong Key1 = 0xA0761D6478BD642F;
    private const ulong Key2 = 0xE7037ED1A0B428DB;

    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        nint length = bytes.Length;
        ulong hash = seed ^ Mix((ulong)length ^ Key1, Key2);
        nint offset = 0;
        for (; length - offset > 16; offset += 16)
        {
            hash = Mix(Read8(ref start, offset) ^ Key1, Read8(ref start, offset + 8) ^ hash);
        }

        // The last 1..16 bytes by two reads that may overlap; which bytes they cover depends on the length alone, which is hashed.
        nint left = length - offset;
        ulong first;
        ulong second;
        if (left >= 8)
        {
            first = Read8(ref start, offset);
            second = Read8(ref start, length - 8);
        }
        else if (left >= 4)
        {
            first = Read4(ref start, offset);
            second = Read4(ref start, length - 4);
        }
        else
        {
            first = left > 0 ? ReadUpTo3(ref start, offset, left) : 0;
            second = 0;
        }

        return Mix(first ^ Key2, second ^ hash);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    // Endianness only changes the hash, which never leaves the process.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read8(ref byte start, nint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read4(ref byte start, nint offset) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, offset));

    private static ulong ReadUpTo3(ref byte start, nint offset, nint count) =>
        ((ulong)Unsafe.Add(ref start, offset) << 16)
        | ((ulong)Unsafe.Add(ref start, offset + (count >> 1)) << 8)
        | Unsafe.Add(ref start, offset + count - 1);
}
