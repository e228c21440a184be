using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Windows;

/// <summary>
/// From the bytes of method and path to the endpoint's name, for the paths that nearly all lines have: up to 63 bytes with at most one
/// segment that is an id. What stands before the id and behind it is the key, in three vectors, so that neither finding the id nor hashing
/// nor comparing is a loop over bytes. Two places per key; the older one gives way. Not thread-safe.
/// </summary>
internal sealed class EndpointCache
{
    /// <summary>A path must be shorter: a bit is left for its end.</summary>
    private const int BlockBytes = 64;

    /// <summary>Room behind the start of a path that is read at once: a block, and what follows an id at its end.</summary>
    private const int ReadBytes = BlockBytes + SuffixBytes;

    private const int SuffixBytes = 32;
    private const int MaxMethodBytes = 8;
    private const int SlotBits = 12;

    private static readonly ulong[] s_firstBytes = MakeFirstBytes();

    private readonly bool _idsAreAlike;
    private readonly Slot[] _slots = new Slot[1 << SlotBits];
    private readonly KeyName?[] _names = new KeyName?[1 << SlotBits];
    private readonly byte[] _copy = new byte[ReadBytes];
    private readonly Vector256<uint> _seed0;
    private readonly Vector256<uint> _seed1;
    private readonly Vector256<uint> _seed2;
    private readonly ulong _seed;

    /// <param name="idsAreAlike">Whether paths that differ only in ids have one endpoint.</param>
    /// <param name="seed">Of the hash.</param>
    public EndpointCache(bool idsAreAlike, ulong seed)
    {
        _idsAreAlike = idsAreAlike;
        _seed = seed | 1;
        _seed0 = Seed(0);
        _seed1 = Seed(1);
        _seed2 = Seed(2);
    }

    /// <summary>Looks the request of a line up.</summary>
    /// <param name="record">The line.</param>
    /// <param name="key">The key, for <see cref="Add"/>; not usable when the request is not of the kind this cache holds.</param>
    /// <returns>Null when it is not here.</returns>
    public KeyName? Find(scoped in LogRecord record, out Key key)
    {
        ref byte path = ref MemoryMarshal.GetReference(record.Target);
        if (record.ReadableBytes(record.Target) < ReadBytes)
        {
            path = ref Copy(record.Target);
        }

        if (!Vector256.IsHardwareAccelerated || record.Method.Length > MaxMethodBytes
            || !TryMakeKey(Word(in record), record.Method.Length, ref path, record.Target.Length, out key))
        {
            key = default;
            return null;
        }

        int slot = key.Slot;
        if (Matches(in _slots[slot], in key))
        {
            return _names[slot];
        }

        slot ^= 1;
        return Matches(in _slots[slot], in key) ? _names[slot] : null;
    }

    /// <summary>Adds what <see cref="Find"/> did not find.</summary>
    public void Add(in Key key, KeyName name)
    {
        int slot = key.Slot;
        _slots[slot ^ 1] = _slots[slot];
        _names[slot ^ 1] = _names[slot];
        _slots[slot] = new Slot { Prefix0 = key.Prefix0, Prefix1 = key.Prefix1, Suffix = key.Suffix, Method = key.Method, Lengths = key.Lengths };
        _names[slot] = name;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Matches(in Slot slot, in Key key)
    {
        Vector256<byte> different = (slot.Prefix0 ^ key.Prefix0) | (slot.Prefix1 ^ key.Prefix1) | (slot.Suffix ^ key.Suffix);
        return different == Vector256<byte>.Zero && slot.Method == key.Method && slot.Lengths == key.Lengths;
    }

    // A bit per byte, as in PathShape: adding the first bits of segments to the bits of digits carries through the segments that are all
    // digits, up to the slash, or the end, behind them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMakeKey(ulong method, int methodLength, ref byte path, int targetLength, out Key key)
    {
        Vector256<byte> low = Vector256.LoadUnsafe(ref path);
        Vector256<byte> high = Vector256.LoadUnsafe(ref path, 32);
        ulong query = Bits(Vector256.Equals(low, Vector256.Create((byte)'?')), Vector256.Equals(high, Vector256.Create((byte)'?')));
        int length = Math.Min(targetLength, BitOperations.TrailingZeroCount(query));
        ulong end = 1UL << length;
        ulong inside = end - 1;
        ulong slashes = Bits(Vector256.Equals(low, Vector256.Create((byte)'/')), Vector256.Equals(high, Vector256.Create((byte)'/'))) & inside;
        ulong digits = _idsAreAlike ? Bits(AreDigits(low), AreDigits(high)) & inside : 0;
        ulong starts = digits & (slashes << 1);
        ulong ends = (digits + starts) & ~digits & (slashes | end);

        // Ids in hexadecimal have 16 bytes and more.
        ulong run = inside & ~slashes;
        run &= run >> 1;
        run &= run >> 2;
        run &= run >> 4;
        run &= run >> 8;
        int idEnd = BitOperations.TrailingZeroCount(ends);
        int idStart = 64 - BitOperations.LeadingZeroCount(slashes & (ends - 1));
        int prefixLength = ends == 0 ? length : idStart;
        int suffixStart = ends == 0 ? 0 : idEnd;
        int suffixLength = ends == 0 ? 0 : length - idEnd;
        if (length >= BlockBytes || (ends & (ends - 1)) != 0 || suffixLength > SuffixBytes || (run != 0 && digits != 0))
        {
            key = default;
            return false;
        }

        Vector256<byte> prefix0 = low & FirstBytes(prefixLength, 0);
        Vector256<byte> prefix1 = high & FirstBytes(prefixLength, 32);
        Vector256<byte> suffix = Vector256.LoadUnsafe(ref path, (nuint)(uint)suffixStart) & FirstBytes(suffixLength, 0);
        ulong lengths = (ulong)(uint)(prefixLength | (suffixLength << 8) | (methodLength << 16)) | (ends == 0 ? 0 : 1UL << 32);
        key = new Key(prefix0, prefix1, suffix, method, lengths, Hash(prefix0, prefix1, suffix, method, lengths));
        return true;
    }

    // The sum of products of pairs of 32-bit words, each plus a random word (NH; Black and others, UMAC, CRYPTO 1999): whoever does not
    // know the words cannot choose paths that collide.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Hash(Vector256<byte> prefix0, Vector256<byte> prefix1, Vector256<byte> suffix, ulong method, ulong lengths)
    {
        ulong sum;
        if (Avx2.IsSupported)
        {
            Vector256<ulong> sums = Products(prefix0.AsUInt32() + _seed0) + Products(prefix1.AsUInt32() + _seed1) + Products(suffix.AsUInt32() + _seed2);
            Vector128<ulong> halves = sums.GetLower() + sums.GetUpper();
            sum = halves.GetElement(0) + halves.GetElement(1);
        }
        else
        {
            sum = ByteHash.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>([prefix0, prefix1, suffix])), _seed);
        }

        ulong high = Math.BigMul(sum ^ _seed, method ^ (lengths * 0x9E3779B97F4A7C15), out ulong low);
        return (int)((high ^ low ^ sum) * 0xD6E8FEB86659FD93 >> (64 - SlotBits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Products(Vector256<uint> words) => Avx2.Multiply(words, (words.AsUInt64() >> 32).AsUInt32());

    // The bytes of the method; which ones they are follows from the length, which is part of the key.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(scoped in LogRecord record)
    {
        ReadOnlySpan<byte> method = record.Method;
        return record.ReadableBytes(method) >= MaxMethodBytes && method.Length > 0
            ? Unsafe.ReadUnaligned<ulong>(ref MemoryMarshal.GetReference(method)) & s_firstBytes[method.Length]
            : WordOfBytes(method);
    }

    private static ulong WordOfBytes(ReadOnlySpan<byte> method)
    {
        Span<byte> bytes = stackalloc byte[MaxMethodBytes];
        bytes.Clear();
        method.CopyTo(bytes);
        return Unsafe.ReadUnaligned<ulong>(ref MemoryMarshal.GetReference(bytes));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref byte Copy(ReadOnlySpan<byte> target)
    {
        ReadOnlySpan<byte> kept = target[..Math.Min(target.Length, ReadBytes)];
        kept.CopyTo(_copy);
        _copy.AsSpan(kept.Length).Clear();
        return ref MemoryMarshal.GetArrayDataReference(_copy);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> AreDigits(Vector256<byte> bytes)
    {
        Vector256<byte> distance = bytes - Vector256.Create((byte)'0');
        return Vector256.Equals(Vector256.Min(distance, Vector256.Create((byte)9)), distance);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

    // In the byte order of this machine, as the bytes were read.
    private static ulong[] MakeFirstBytes()
    {
        var masks = new ulong[MaxMethodBytes + 1];
        for (int length = 0; length <= MaxMethodBytes; length++)
        {
            MemoryMarshal.AsBytes(masks.AsSpan(length, 1))[..length].Fill(0xFF);
        }

        return masks;
    }

    private Vector256<uint> Seed(uint index)
    {
        Span<ulong> words = stackalloc ulong[4];
        for (int i = 0; i < words.Length; i++)
        {
            Span<byte> counter = [(byte)index, (byte)i];
            words[i] = ByteHash.Of(counter, _seed);
        }

        return Vector256.Create<ulong>(words).AsUInt32();
    }

    private struct Slot
    {
        public Vector256<byte> Prefix0;
        public Vector256<byte> Prefix1;
        public Vector256<byte> Suffix;
        public ulong Method;
        public ulong Lengths; // 0 = free: every key has a method or a path
    }

    /// <summary>What is looked up.</summary>
    internal readonly struct Key(Vector256<byte> prefix0, Vector256<byte> prefix1, Vector256<byte> suffix, ulong method, ulong lengths, int slot)
    {
        public readonly Vector256<byte> Prefix0 = prefix0;
        public readonly Vector256<byte> Prefix1 = prefix1;
        public readonly Vector256<byte> Suffix = suffix;
        public readonly ulong Method = method;
        public readonly ulong Lengths = lengths;
        public readonly int Slot = slot;

        /// <summary>Whether there is a key.</summary>
        public bool IsUsable => Lengths != 0;
    }
}
