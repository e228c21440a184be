using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Windows;

/// <summary>
/// From the bytes of a region to its name, for regions of up to 16 bytes, or none: two words that overlap are with the length its bytes. Entries lie
/// in the order they came; two of one slot push each other out of it, not out of their places. Bounded: when full it is emptied. Not thread-safe.
/// </summary>
internal sealed class RegionCache
{
    /// <summary>A longer region is not held.</summary>
    public const int MaxBytes = 2 * WordBytes;

    private const int WordBytes = 8;
    private const int SlotBits = 10; // few regions, many slots
    private const int MaxEntries = 1024;

    private readonly Slot[] _slots = new Slot[1 << SlotBits];
    private readonly LastCell[] _entries = new LastCell[MaxEntries];
    private int _count;

    /// <summary>Makes sure that entries can be added without emptying the cache, so that the places of entries stay what they are meanwhile.</summary>
    public void MakeRoom(int entries)
    {
        if (_count + entries > MaxEntries)
        {
            Array.Clear(_slots);
            Array.Clear(_entries);
            _count = 0;
        }
    }

    /// <summary>The name and the last cell of the entry at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref LastCell At(int place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), place);

    /// <summary>Looks a region up.</summary>
    /// <returns>The place of its entry until <see cref="MakeRoom"/> is called; below 0 when it is not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> region)
    {
        if (region.Length is < WordBytes or > MaxBytes)
        {
            return region.IsEmpty ? Find(0, 0, 0) : FindShort(region);
        }

        ref byte start = ref MemoryMarshal.GetReference(region);
        return Find(Unsafe.ReadUnaligned<ulong>(ref start), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, region.Length - WordBytes)), region.Length);
    }

    /// <summary>Adds what <see cref="Find(ReadOnlySpan{byte})"/> did not find, if it is short enough and there is room.</summary>
    /// <returns>As <see cref="Find(ReadOnlySpan{byte})"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Add(ReadOnlySpan<byte> region, KeyName name)
    {
        if (region.Length > MaxBytes || _count == MaxEntries)
        {
            return -1;
        }

        Span<byte> bytes = stackalloc byte[MaxBytes];
        bytes.Clear();
        region.CopyTo(bytes);
        int lastWord = Math.Max(region.Length - WordBytes, 0);
        (ulong first, ulong last) = (MemoryMarshal.Read<ulong>(bytes), MemoryMarshal.Read<ulong>(bytes[lastWord..]));
        SlotOf(first, last) = new Slot { First = first, Last = last, Used = region.Length + 1, Place = _count };
        _entries[_count] = new LastCell { Name = name };
        return _count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(ulong first, ulong last, int length)
    {
        ref readonly Slot slot = ref SlotOf(first, last);
        return ((slot.First ^ first) | (slot.Last ^ last) | (uint)(slot.Used - 1 ^ length)) == 0 ? slot.Place : -1;
    }

    // Shorter than a word, or too long.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindShort(ReadOnlySpan<byte> region)
    {
        if (region.Length > MaxBytes)
        {
            return -1;
        }

        ulong word = 0;
        region.CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref word)));
        return Find(word, word, region.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot SlotOf(ulong first, ulong last) => ref Unsafe.Add(
        ref MemoryMarshal.GetArrayDataReference(_slots), (nint)(((first ^ BitOperations.RotateLeft(last, 29)) * 0x9E3779B97F4A7C15) >> (64 - SlotBits)));

    private struct Slot
    {
        public ulong First;
        public ulong Last;
        public int Used; // 0 = free, else the length and 1
        public int Place;
    }
}
