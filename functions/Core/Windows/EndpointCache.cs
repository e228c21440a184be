using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Windows;

/// <summary>
/// From the bytes of method and path to the endpoint's name, for the paths that nearly all lines have: up to 63 bytes, without ids but such of two
/// digits and more. The path with its ids blanked out is the key, in one vector, so that neither finding the ids nor hashing nor comparing is a loop over
/// bytes; ids of other lengths make another key. What is an id is for <see cref="PathIds"/> to say: a path of which other bytes would be blanked out
/// is not held. Not thread-safe.
/// </summary>
internal sealed class EndpointCache
{
    /// <summary>A longer path is not held, whatever its query. A bit mask of a path has a bit left for its end.</summary>
    public const int MaxPathBytes = ByteBlock.Bytes - 1;

    /// <summary>A longer method is not held.</summary>
    public const int MaxMethodBytes = 8;

    private const int MaxEntries = 16_384; // of an endpoint with ids there are as many as its ids have lengths
    private const int LeastSlots = 4096;

    private readonly ulong _idBytes; // a mask for digits: none is one of an id when ids are not alike
    private readonly byte[] _padded = new byte[ByteBlock.Bytes + MaxMethodBytes];
    private readonly NameTable<Key> _names;

    /// <param name="idsAreAlike">Whether paths that differ only in ids have one endpoint.</param>
    /// <param name="seed">Of the hash.</param>
    public EndpointCache(bool idsAreAlike, ulong seed)
    {
        _idBytes = idsAreAlike ? ulong.MaxValue : 0;
        _names = new NameTable<Key>(MaxEntries, LeastSlots, seed);
    }

    // Bits of a path; the end is the one behind its last byte, 0 when it is too long.
    private ref struct PathBits
    {
        public ulong End;
        public ulong Slashes;

        /// <summary>Segments of two digits and more, and, unless there are no other ends, what begins a segment as if it were one.</summary>
        public ulong Ids;

        /// <summary>Behind digits that begin a segment and do not end it.</summary>
        public ulong OtherEnds;
    }

    /// <inheritdoc cref="NameTable{TKey}.MakeRoom"/>
    public void MakeRoom(int entries) => _names.MakeRoom(entries);

    /// <inheritdoc cref="NameTable{TKey}.At"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref LastCell At(int place) => ref _names.At(place);

    /// <summary>Looks the request of a line up.</summary>
    /// <returns>The place of its entry until <see cref="MakeRoom"/> is called; below 0 when it is not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(scoped in LogRecord record)
    {
        ReadOnlySpan<byte> path = EndpointTemplater.PathOf(record.Target);
        ReadOnlySpan<byte> method = record.Method;
        if (method.Length > MaxMethodBytes || !ByteBlock.IsFast)
        {
            return -1;
        }

        ref byte pathStart = ref MemoryMarshal.GetReference(path);
        ref byte methodStart = ref MemoryMarshal.GetReference(method);
        if (!record.CanRead(ref pathStart, ByteBlock.Bytes) || !record.CanRead(ref methodStart, MaxMethodBytes))
        {
            pathStart = ref Pad(path, method);
            methodStart = ref Unsafe.Add(ref pathStart, ByteBlock.Bytes);
        }

        return Find(ref pathStart, path.Length, ref methodStart, method.Length);
    }

    /// <summary>The same for a line of a text; below 0 also when it is to be looked up by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> text, in PlacedRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        ref byte path = ref Unsafe.Add(ref start, (nint)record.Target.Offset);
        return record.Method.Length <= MaxMethodBytes && ByteBlock.IsFast
            && record.Target.Offset <= text.Length - ByteBlock.Bytes && record.Method.Offset <= text.Length - MaxMethodBytes && path == (byte)'/'
            ? Find(ref path, record.Target.Length, ref Unsafe.Add(ref start, (nint)record.Method.Offset), record.Method.Length)
            : -1;
    }

    /// <summary>Adds what <see cref="Find(in LogRecord)"/> did not find, if it is of the kind this cache holds and there is room.</summary>
    /// <returns>As <see cref="Find(in LogRecord)"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Add(scoped in LogRecord record, KeyName name)
    {
        ReadOnlySpan<byte> path = EndpointTemplater.PathOf(record.Target);
        ReadOnlySpan<byte> method = record.Method;
        if (method.Length > MaxMethodBytes || !ByteBlock.IsFast)
        {
            return -1;
        }

        ref byte start = ref Pad(path, method);
        var block = new ByteBlock(ref start);
        PathBits bits = WithoutOtherRuns(BitsOf(block, path.Length));
        if (bits.End == 0 || (_idBytes != 0 && !PathIds.AreWhere(path[..BitOperations.TrailingZeroCount(bits.End)], bits.Ids)))
        {
            return -1;
        }

        return _names.Add(KeyOf(block, bits, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, ByteBlock.Bytes)), method.Length), name);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(ref byte path, int pathLength, ref byte method, int methodLength)
    {
        var block = new ByteBlock(ref path);
        PathBits bits = BitsOf(block, pathLength);
        if (bits.End == 0)
        {
            return -1;
        }

        return bits.OtherEnds == 0
            ? _names.Find(KeyOf(block, bits, Unsafe.ReadUnaligned<ulong>(ref method), methodLength))
            : FindWithOtherRuns(ref path, pathLength, Unsafe.ReadUnaligned<ulong>(ref method), methodLength);
    }

    // Begins anew, so that the usual way need not keep a vector over the call: on the stack it would lie across cache lines as often as not.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindWithOtherRuns(ref byte path, int pathLength, ulong method, int methodLength)
    {
        var block = new ByteBlock(ref path);
        return _names.Find(KeyOf(block, WithoutOtherRuns(BitsOf(block, pathLength)), method, methodLength));
    }

    // A bit per byte. Adding the first bits of segments to the bits of digits carries through the segments that are all digits, up to the slash, or
    // the end, behind them. A digit alone may be a version, so it is never blanked out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PathBits BitsOf(ByteBlock block, int length)
    {
        ulong ends = block.Equal((byte)'?') | (length <= MaxPathBytes ? 1UL << length : 0);
        PathBits bits = default;
        bits.End = ends & (0 - ends);
        ulong inside = bits.End - 1;
        bits.Slashes = block.Equal((byte)'/') & inside;
        ulong digits = block.InRange((byte)'0', 9) & inside & _idBytes;
        digits &= ~((bits.Slashes << 1) & ((bits.Slashes | bits.End) >> 1));
        ulong sum = digits + (digits & (bits.Slashes << 1));
        bits.Ids = digits & ~sum;
        bits.OtherEnds = sum & ~digits & ~(bits.Slashes | bits.End);
        return bits;
    }

    // Digits that begin a segment and do not end it, as those of a date do not, are no ids.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PathBits WithoutOtherRuns(PathBits bits)
    {
        for (; bits.OtherEnds != 0; bits.OtherEnds &= bits.OtherEnds - 1)
        {
            ulong before = (bits.OtherEnds & (0 - bits.OtherEnds)) - 1;
            int start = 64 - BitOperations.LeadingZeroCount(~bits.Ids & before); // there is a slash before every run
            bits.Ids &= ~before | ((1UL << start) - 1);
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Key KeyOf(ByteBlock block, PathBits bits, ulong methodWord, int methodLength)
    {
        ulong counted = (bits.End - 1) ^ bits.Ids;
        return new Key
        {
            Path = block.Only(counted),
            Mask = counted | bits.End,
            Method = FirstBytes(methodWord, methodLength),
            MethodLength = (ulong)methodLength,
        };
    }

    // The line ends too soon behind the texts, or they are not in it: the path, and behind its block the method.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref byte Pad(ReadOnlySpan<byte> path, ReadOnlySpan<byte> method)
    {
        path[..Math.Min(path.Length, ByteBlock.Bytes)].CopyTo(_padded);
        method.CopyTo(_padded.AsSpan(ByteBlock.Bytes));
        return ref MemoryMarshal.GetArrayDataReference(_padded);
    }

    // The first 0 to 8 bytes of a word, 0 behind them. A shift by 64 would be one by 0: in two steps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FirstBytes(ulong word, int count)
    {
        int halfUnused = (MaxMethodBytes - count) << 2;
        int halfUsed = count << 2;
        return BitConverter.IsLittleEndian ? word & (ulong.MaxValue >> halfUnused >> halfUnused) : word & ~(ulong.MaxValue >> halfUsed >> halfUsed);
    }

    // What is blanked out of a path stays known as the bits that are not set: of equal keys the ids have the same places. In memory a key is two
    // cache lines, the path one of them.
    [StructLayout(LayoutKind.Sequential, Size = 2 * ByteBlock.Bytes)]
    private struct Key : INameKey<Key>
    {
        public ByteBlock Path;
        public ulong Mask; // of the bytes that count, and of the end
        public ulong Method; // 0 behind its end
        public ulong MethodLength;

        // All bytes folded into two words. Whoever chooses paths can make them collide; how far that goes is bounded by the probes.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly ulong Hash(ulong factor, ulong otherFactor)
        {
            Vector128<ulong> words = Path.Fold();
            return ((words.GetElement(0) ^ Mask) * factor) + ((words.GetElement(1) ^ Method) * otherFactor);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool Same(in Key other) =>
            Path.Same(in other.Path) && ((Mask ^ other.Mask) | (Method ^ other.Method) | (MethodLength ^ other.MethodLength)) == 0;
    }
}
