using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Windows;

/// <summary>
/// From the bytes of a region to its name, for regions of up to 16 bytes, as they all are: two words that overlap or are filled with zeros, and with
/// the length are its bytes. Not thread-safe.
/// </summary>
/// <param name="seed">Of the hash.</param>
internal sealed class RegionCache(ulong seed)
{
    /// <summary>A longer region is not held.</summary>
    public const int MaxBytes = 2 * WordBytes;

    private const int WordBytes = 8;
    private const int MaxEntries = 1024;
    private const int LeastSlots = 1024; // few regions, many slots

    private readonly NameTable<Key> _names = new(MaxEntries, LeastSlots, seed);

    /// <inheritdoc cref="NameTable{TKey}.MakeRoom"/>
    public void MakeRoom(int entries) => _names.MakeRoom(entries);

    /// <inheritdoc cref="NameTable{TKey}.At"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref LastCell At(int place) => ref _names.At(place);

    /// <summary>Looks a region up.</summary>
    /// <returns>The place of its entry until <see cref="MakeRoom"/> is called; below 0 when it is not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> region)
    {
        if (region.Length is < WordBytes or > MaxBytes)
        {
            return FindOdd(region);
        }

        return _names.Find(KeyOf(region));
    }

    /// <summary>Adds what <see cref="Find"/> did not find, if it is short enough and there is room.</summary>
    /// <returns>As <see cref="Find"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Add(ReadOnlySpan<byte> region, KeyName name) =>
        region.Length > MaxBytes ? -1 : _names.Add(region.Length < WordBytes ? ShortKeyOf(region) : KeyOf(region), name);

    // Shorter than a word, or too long.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindOdd(ReadOnlySpan<byte> region) => region.Length > MaxBytes ? -1 : _names.Find(ShortKeyOf(region));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Key KeyOf(ReadOnlySpan<byte> region)
    {
        ref byte start = ref MemoryMarshal.GetReference(region);
        return new Key
        {
            First = Unsafe.ReadUnaligned<ulong>(ref start),
            Last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, region.Length - WordBytes)),
            Length = (ulong)region.Length,
        };
    }

    private static Key ShortKeyOf(ReadOnlySpan<byte> region)
    {
        ulong word = 0;
        region.CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref word)));
        return new Key { First = word, Last = word, Length = (ulong)region.Length };
    }

    private struct Key : INameKey<Key>
    {
        public ulong First;
        public ulong Last;
        public ulong Length;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly ulong Hash(ulong factor, ulong otherFactor) => (First * factor) + ((Last ^ Length) * otherFactor);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool Same(in Key other) => ((First ^ other.First) | (Last ^ other.Last) | (Length ^ other.Length)) == 0;
    }
}
