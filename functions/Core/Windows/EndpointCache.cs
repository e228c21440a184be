using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Windows;

/// <summary>
/// From the bytes of method and path to the endpoint's name, for the paths that nearly all lines have: up to 63 bytes, without ids but such of digits. The
/// path with its ids blanked out is the key, in one vector, so that neither finding the ids nor hashing nor comparing is a loop over bytes; ids of
/// other lengths make another key. Entries lie together in the order they came, found through a small table of their numbers.
/// Bounded: when full it is emptied. Not thread-safe.
/// </summary>
internal sealed class EndpointCache
{
    /// <summary>A longer path is not held, whatever its query. A bit mask of a path has a bit left for its end.</summary>
    public const int MaxPathBytes = ByteBlock.Bytes - 1;

    /// <summary>A longer method is not held.</summary>
    public const int MaxMethodBytes = 8;

    private const int MaxEntries = 16_384; // of an endpoint with ids there are as many as its ids have lengths
    private const int FirstEntries = 64;

    // Two of one slot make the branch predictor fail on every line of theirs, and a large table does not stay in the first level cache.
    private const int LeastSlots = 4096;
    private const int SlotsPerEntry = 4;

    // Whoever chooses paths can make many of them collide; those that find no room near their slot are not held here.
    private const int MaxProbes = 8;

    private readonly ulong _idBytes; // a mask for digits: none is one of an id when ids are not alike
    private readonly ulong _factor;
    private readonly ulong _otherFactor;
    private readonly byte[] _padded = new byte[ByteBlock.Bytes + MaxMethodBytes];
    private ushort[] _slots = new ushort[LeastSlots + MaxProbes]; // number of the entry plus 1, 0 = free
    private int _slotShift = 64 - BitOperations.Log2(LeastSlots);
    private AlignedArray<byte> _paths = new(FirstEntries * ByteBlock.Bytes, 0);
    private Entry[] _entries = new Entry[FirstEntries];
    private int _count;

    /// <param name="idsAreAlike">Whether paths that differ only in ids have one endpoint.</param>
    /// <param name="seed">Of the hash.</param>
    public EndpointCache(bool idsAreAlike, ulong seed)
    {
        _idBytes = idsAreAlike ? ulong.MaxValue : 0;
        _factor = ByteHash.Of("first"u8, seed) | 1;
        _otherFactor = ByteHash.Of("second"u8, seed) | 1;
    }

    // What is blanked out of a path stays known as the bits that are not set: of equal keys the ids have the same places.
    private readonly ref struct Key(ByteBlock path, ulong mask, ulong method, int methodLength)
    {
        public readonly ByteBlock Path = path;
        public readonly ulong Mask = mask; // of the bytes that count, and of the end
        public readonly ulong Method = method; // 0 behind its end
        public readonly int MethodLength = methodLength;
    }

    // Bits of a path; the end is the one behind its last byte, 0 when it is too long.
    private ref struct PathBits
    {
        public ulong End;
        public ulong Slashes;

        /// <summary>Segments of digits, and, unless there are no other ends, what begins a segment as if it were one.</summary>
        public ulong Ids;

        /// <summary>Behind digits that begin a segment and do not end it.</summary>
        public ulong OtherEnds;
    }

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
    public ref LastCell At(int place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), place).Last;

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
        ref byte path = ref Unsafe.Add(ref start, (nint)record.TargetStart);
        return record.MethodLength <= MaxMethodBytes && ByteBlock.IsFast
            && record.TargetStart <= text.Length - ByteBlock.Bytes && record.MethodStart <= text.Length - MaxMethodBytes && path == (byte)'/'
            ? Find(ref path, record.TargetLength, ref Unsafe.Add(ref start, (nint)record.MethodStart), record.MethodLength)
            : -1;
    }

    /// <summary>Adds what <see cref="Find(in LogRecord)"/> did not find, if it is of the kind this cache holds and there is room.</summary>
    /// <returns>As <see cref="Find(in LogRecord)"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Add(scoped in LogRecord record, KeyName name)
    {
        ReadOnlySpan<byte> path = EndpointTemplater.PathOf(record.Target);
        ReadOnlySpan<byte> method = record.Method;
        bool isTooLong = path.Length > MaxPathBytes && !path[..ByteBlock.Bytes].Contains((byte)'?');
        if (isTooLong || method.Length > MaxMethodBytes || !ByteBlock.IsFast || _count == MaxEntries)
        {
            return -1;
        }

        ref byte start = ref Pad(path, method);
        var block = new ByteBlock(ref start);
        PathBits bits = WithoutOtherRuns(BitsOf(block, path.Length));
        if (MayHaveOtherIds(block, bits))
        {
            return -1;
        }

        if (_count == _entries.Length)
        {
            Grow();
        }

        Key key = KeyOf(block, bits, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, ByteBlock.Bytes)), method.Length);
        key.Path.CopyTo(ref PathAt(_count));
        _entries[_count] = new Entry { Mask = key.Mask, Method = key.Method, MethodLength = key.MethodLength, Last = new LastCell { Name = name } };
        return TryPlace(_count) ? _count++ : -1;
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
            ? Find(KeyOf(block, bits, Unsafe.ReadUnaligned<ulong>(ref method), methodLength))
            : FindWithOtherRuns(ref path, pathLength, Unsafe.ReadUnaligned<ulong>(ref method), methodLength);
    }

    // Begins anew, so that the usual way need not keep a vector over the call: on the stack it would lie across cache lines as often as not.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindWithOtherRuns(ref byte path, int pathLength, ulong method, int methodLength)
    {
        var block = new ByteBlock(ref path);
        return Find(KeyOf(block, WithoutOtherRuns(BitsOf(block, pathLength)), method, methodLength));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(Key key)
    {
        ref ushort slot = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), HomeSlot(key.Path, key.Mask, key.Method));
        for (int probes = MaxProbes; probes > 0; probes--)
        {
            int place = slot - 1;
            if (place < 0)
            {
                return -1;
            }

            // An entry has no segment of hexadecimal digits that would be an id: what is equal to it has none either.
            ref readonly Entry entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), place);
            if (key.Path.IsAt(ref PathAt(place)) && ((entry.Mask ^ key.Mask) | (entry.Method ^ key.Method) | (uint)(entry.MethodLength ^ key.MethodLength)) == 0)
            {
                return place;
            }

            slot = ref Unsafe.Add(ref slot, 1);
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte PathAt(int place) => ref Unsafe.Add(ref _paths.First, (nint)(uint)place * ByteBlock.Bytes);

    // Ids were learned before the table grew: their order stays, their slots are new.
    private void Grow()
    {
        Array.Resize(ref _entries, _count * 2);
        AlignedArray<byte> paths = _paths;
        _paths = new AlignedArray<byte>(_count * 2 * ByteBlock.Bytes, 0);
        paths.AsSpan()[..(_count * ByteBlock.Bytes)].CopyTo(_paths.AsSpan());
        int slots = Math.Max(LeastSlots, _count * 2 * SlotsPerEntry);
        _slots = new ushort[slots + MaxProbes];
        _slotShift = 64 - BitOperations.Log2((uint)slots);
        for (int place = 0; place < _count; place++)
        {
            TryPlace(place); // those that find no room now are forgotten
        }
    }

    private bool TryPlace(int place)
    {
        ref readonly Entry entry = ref _entries[place];
        int home = (int)HomeSlot(new ByteBlock(ref PathAt(place)), entry.Mask, entry.Method);
        int free = _slots.AsSpan(home, MaxProbes).IndexOf((ushort)0);
        if (free < 0)
        {
            return false;
        }

        _slots[home + free] = (ushort)(place + 1);
        return true;
    }

    // A bit per byte, as in PathShape: adding the first bits of segments to the bits of digits carries through the segments that are all
    // digits, up to the slash, or the end, behind them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PathBits BitsOf(ByteBlock block, int length)
    {
        ulong ends = block.Equal((byte)'?') | (length <= MaxPathBytes ? 1UL << length : 0);
        PathBits bits = default;
        bits.End = ends & (0 - ends);
        ulong inside = bits.End - 1;
        bits.Slashes = block.Equal((byte)'/') & inside;
        ulong digits = block.InRange((byte)'0', 9) & inside & _idBytes;
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
        return new Key(block.Only(counted), counted | bits.End, FirstBytes(methodWord, methodLength), methodLength);
    }

    // Segments of hexadecimal digits and dashes are ids if they have 16 bytes and more. Where those that are all digits are the only ones of
    // any length, there are no others.
    private bool MayHaveOtherIds(ByteBlock block, PathBits bits)
    {
        ulong run = (bits.End - 1) & ~bits.Slashes;
        run &= run >> 1;
        run &= run >> 2;
        run &= run >> 4;
        bool hasDigits = (block.InRange((byte)'0', 9) & (bits.End - 1) & _idBytes) != 0;
        if (!hasDigits || (run & (run >> 8)) == 0)
        {
            return false;
        }

        ulong hex = block.HexOrDash() & (bits.End - 1);
        ulong hexEnds = (hex + (hex & (bits.Slashes << 1))) & ~hex & (bits.Slashes | bits.End);
        return hexEnds != ((bits.Ids << 1) & ~bits.Ids);
    }

    // All bytes folded into two words. Whoever chooses paths can make them collide; how far that goes is bounded by the probes, and those that are
    // not found here are looked up by a hash that nobody knows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint HomeSlot(ByteBlock path, ulong mask, ulong method)
    {
        Vector128<ulong> words = path.Fold();
        return (uint)((((words.GetElement(0) ^ mask) * _factor) + ((words.GetElement(1) ^ method) * _otherFactor)) >> _slotShift);
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

    private struct Entry
    {
        public ulong Mask;
        public ulong Method;
        public int MethodLength;
        public LastCell Last;
    }
}
