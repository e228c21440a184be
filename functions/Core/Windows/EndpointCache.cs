using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Windows;

/// <summary>
/// From the bytes of method and path to the endpoint's name, for the paths that nearly all lines have: up to 63 bytes with at most one
/// segment that is an id. What stands before the id and behind it is the key, in three vectors, so that neither finding the id nor hashing
/// nor comparing is a loop over bytes. Entries lie together in the order they came, found through a small table of their numbers, by a hash of
/// what stands before the id; few share one. Bounded: when full it is emptied. Not thread-safe.
/// </summary>
internal sealed class EndpointCache
{
    private const int BlockBytes = 64;
    private const int SuffixBytes = EndpointText.ReadableBytesBehind;
    private const int MaxEntries = 4096;
    private const int FirstEntries = 64;
    private const int SlotsPerEntry = 4;

    // Whoever chooses paths can give many of them the same beginning; those that find no room near their slot are not held here.
    private const int MaxProbes = 8;

    private readonly ulong _idBytes; // a mask for digits: none is one of an id when ids are not alike
    private readonly ulong _seed;
    private readonly ulong _methodSeed;
    private ushort[] _slots = new ushort[(FirstEntries * SlotsPerEntry) + MaxProbes]; // number of the entry plus 1, 0 = free
    private int _slotShift = 64 - BitOperations.Log2(FirstEntries * SlotsPerEntry);
    private Entry[] _entries = new Entry[FirstEntries];
    private LastCell[] _lastCells = new LastCell[FirstEntries];
    private int _count;

    /// <param name="idsAreAlike">Whether paths that differ only in ids have one endpoint.</param>
    /// <param name="seed">Of the hash.</param>
    public EndpointCache(bool idsAreAlike, ulong seed)
    {
        _idBytes = idsAreAlike ? ulong.MaxValue : 0;
        _seed = seed;
        _methodSeed = ByteHash.Of("method"u8, seed);
    }

    /// <summary>Makes sure that entries can be added without emptying the cache, so that the places of entries stay what they are meanwhile.</summary>
    public void MakeRoom(int entries)
    {
        if (_count + entries > MaxEntries)
        {
            Array.Clear(_slots);
            Array.Clear(_lastCells);
            _count = 0;
        }
    }

    /// <summary>The name and the last cell of the entry at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref LastCell At(int place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_lastCells), place);

    /// <summary>Looks a request up.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The place of its entry until <see cref="MakeRoom"/> is called; below 0 when it is not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(in EndpointText request)
    {
        // The parts of the key are locals and not a struct: the compiler keeps them in registers.
        ref byte path = ref Unsafe.AsRef(in request.Target);
        ulong ends = FindIds(ref path, request.TargetLength, out int length, out _, out ulong slashes);
        Parts(ends, slashes, length, out int prefixLength, out int suffixStart, out int suffixLength, out int hasId);
        Vector256<byte> prefix0 = Vector256.LoadUnsafe(ref path) & FirstBytes(prefixLength, 0);
        Vector256<byte> prefix1 = Vector256.LoadUnsafe(ref path, 32) & FirstBytes(prefixLength, 32);
        Vector256<byte> suffix = Vector256.LoadUnsafe(ref path, (nuint)(uint)suffixStart) & FirstBytes(suffixLength & 63, 0);
        ulong lengths = Lengths(prefixLength, suffixLength, request.MethodLength, hasId);
        ref ushort slot = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), HomeSlot(prefix0, prefix1, request.Method, lengths));
        for (int probes = MaxProbes; probes > 0; probes--)
        {
            int place = slot - 1;
            if (place < 0)
            {
                return -1;
            }

            // An entry has one id at most and no segment of hexadecimal digits that would be one: what is equal to it has neither.
            ref readonly Entry entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), place);
            Vector256<byte> different = (entry.Prefix0 ^ prefix0) | (entry.Prefix1 ^ prefix1) | (entry.Suffix ^ suffix);
            if (different == Vector256<byte>.Zero && ((entry.Method ^ request.Method) | (entry.Lengths ^ lengths)) == 0)
            {
                return place;
            }

            slot = ref Unsafe.Add(ref slot, 1);
        }

        return -1;
    }

    /// <summary>Adds what <see cref="Find"/> did not find, if it is of the kind this cache holds and there is room.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(in EndpointText request, KeyName name)
    {
        ref byte path = ref Unsafe.AsRef(in request.Target);
        ulong ends = FindIds(ref path, request.TargetLength, out int length, out ulong digits, out ulong slashes);
        Parts(ends, slashes, length, out int prefixLength, out int suffixStart, out int suffixLength, out int hasId);
        bool hasOneId = (ends & (ends - 1)) == 0 && (digits == 0 || !HasLongSegment(length, slashes) || HexSegmentEnds(ref path, slashes, 1UL << length) == ends);
        if (!hasOneId || suffixLength > SuffixBytes || !ByteBlock.IsFast || _count == MaxEntries)
        {
            return;
        }

        if (_count == _entries.Length)
        {
            Grow();
        }

        _entries[_count] = new Entry
        {
            Prefix0 = Vector256.LoadUnsafe(ref path) & FirstBytes(prefixLength, 0),
            Prefix1 = Vector256.LoadUnsafe(ref path, 32) & FirstBytes(prefixLength, 32),
            Suffix = Vector256.LoadUnsafe(ref path, (nuint)(uint)suffixStart) & FirstBytes(suffixLength, 0),
            Method = request.Method,
            Lengths = Lengths(prefixLength, suffixLength, request.MethodLength, hasId),
        };
        if (TryPlace(_count))
        {
            _lastCells[_count] = new LastCell { Name = name };
            _count++;
        }
    }

    // Ids were learned before the table grew: their order stays, their slots are new.
    private void Grow()
    {
        Array.Resize(ref _entries, _count * 2);
        Array.Resize(ref _lastCells, _count * 2);
        _slots = new ushort[(_count * 2 * SlotsPerEntry) + MaxProbes];
        _slotShift--;
        for (int place = 0; place < _count; place++)
        {
            TryPlace(place); // those that find no room now are forgotten
        }
    }

    private bool TryPlace(int place)
    {
        ref readonly Entry entry = ref _entries[place];
        int home = (int)HomeSlot(entry.Prefix0, entry.Prefix1, entry.Method, entry.Lengths);
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
    private ulong FindIds(ref byte path, int targetLength, out int length, out ulong digits, out ulong slashes)
    {
        var block = new ByteBlock(ref path);
        length = Math.Min(targetLength, BitOperations.TrailingZeroCount(block.Equal((byte)'?')));
        ulong end = 1UL << length;
        ulong inside = end - 1;
        slashes = block.Equal((byte)'/') & inside;
        digits = block.InRange((byte)'0', 9) & inside & _idBytes;
        return (digits + (digits & (slashes << 1))) & ~digits & (slashes | end);
    }

    // What stands before the first id and behind it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Parts(ulong ends, ulong slashes, int length, out int prefixLength, out int suffixStart, out int suffixLength, out int hasId)
    {
        int idEnd = BitOperations.TrailingZeroCount(ends);
        int idStart = 64 - BitOperations.LeadingZeroCount(slashes & (ends - 1));

        // All ones when there is an id: whether there is one is as good as random for the branch predictor.
        hasId = (int)((long)(ends | (0 - ends)) >> 63);
        prefixLength = length + ((idStart - length) & hasId);
        suffixStart = idEnd & hasId;
        suffixLength = (length - idEnd) & hasId;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Lengths(int prefixLength, int suffixLength, int methodLength, int hasId) =>
        (uint)(prefixLength | (suffixLength << 8) | (methodLength << 16)) | ((ulong)(uint)-hasId << 32);

    // Ids in hexadecimal have 16 bytes and more.
    private static bool HasLongSegment(int length, ulong slashes)
    {
        ulong run = ((1UL << length) - 1) & ~slashes;
        run &= run >> 1;
        run &= run >> 2;
        run &= run >> 4;
        return (run & (run >> 8)) != 0;
    }

    // Where segments of hexadecimal digits and dashes end, those of digits among them: if there are no others, there are no other ids.
    private static ulong HexSegmentEnds(ref byte path, ulong slashes, ulong end)
    {
        ulong hex = new ByteBlock(ref path).HexOrDash() & (end - 1);
        ulong starts = hex & (slashes << 1);
        return (hex + starts) & ~hex & (slashes | end);
    }

    // All 64 bytes folded into two words, whose product has every bit of both. Whoever chooses paths can make them collide; how far that goes
    // is bounded by the probes, and those that are not found here are looked up by a hash that nobody knows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint HomeSlot(Vector256<byte> prefix0, Vector256<byte> prefix1, ulong method, ulong lengths)
    {
        Vector256<byte> folded = prefix0 ^ Vector256.Shuffle(prefix1.AsUInt64(), Vector256.Create(1UL, 0, 3, 2)).AsByte();
        Vector128<ulong> words = (folded.GetLower() ^ folded.GetUpper()).AsUInt64();
        ulong high = Math.BigMul(words.GetElement(0) ^ _seed, words.GetElement(1) ^ method ^ _methodSeed, out ulong low);
        return (uint)(((high ^ low ^ lengths) * 0x9E3779B97F4A7C15) >> _slotShift);
    }

    // Bytes of 255 where the first bytes of a block stand, 0 behind them.
    private static ReadOnlySpan<byte> Mask =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> FirstBytes(int count, int offset) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Mask), (nuint)(uint)(BlockBytes - count + offset));

    private struct Entry
    {
        public Vector256<byte> Prefix0;
        public Vector256<byte> Prefix1;
        public Vector256<byte> Suffix;
        public ulong Method;
        public ulong Lengths;
    }
}
