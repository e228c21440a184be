using System.Text;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Tests.Windows;

public sealed class KeyCacheTests
{
    [Fact]
    public void Find_AnyKeys_BehavesLikeADictionaryThatIsSometimesEmptied() => Seeded.ForEach(50, random =>
    {
        int maxKeys = random.Next(1, 600);
        ulong hashMask = random.Next(3) == 0 ? 0x3UL << 32 : ulong.MaxValue; // few hashes: everything collides
        var cache = new KeyCache(maxKeys, maxKeyBytes: 4096);
        var expected = new Dictionary<(string, string), KeyName>();
        long resets = 0;
        for (int i = 0; i < 2000; i++)
        {
            (string first, string second) = (Text(random, 3), Text(random, 40));
            byte[] firstBytes = Encoding.UTF8.GetBytes(first);
            byte[] secondBytes = Encoding.UTF8.GetBytes(second);
            ulong hash = ByteHash.Of([.. firstBytes, .. secondBytes], 1) & hashMask;
            KeyName? found = cache.Find(hash, firstBytes, secondBytes);
            Assert.Same(expected.GetValueOrDefault((first, second)), found);
            if (found is null)
            {
                var name = KeyName.Of(secondBytes, 1);
                cache.Add(hash, firstBytes, secondBytes, name);
                if (cache.Resets > resets)
                {
                    resets = cache.Resets;
                    expected.Clear();
                }

                expected.Add((first, second), name);
            }

            Assert.True(cache.Count <= maxKeys);
        }
    });

    [Fact]
    public void Add_KeyLargerThanTheCache_IsNotHeld()
    {
        var cache = new KeyCache(maxKeys: 10, maxKeyBytes: 100);
        byte[] key = new byte[101];
        cache.Add(5, key, [], KeyName.Of("x"u8, 1));
        Assert.Null(cache.Find(5, key, []));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void Of_EveryLengthAndByte_ChangesTheHash()
    {
        var seen = new HashSet<ulong>();
        for (int length = 0; length <= 80; length++)
        {
            var bytes = new byte[length];
            Assert.True(seen.Add(ByteHash.Of(bytes, 9)));
            for (int i = 0; i < length; i++)
            {
                bytes[i] = 1;
                Assert.True(seen.Add(ByteHash.Of(bytes, 9)), $"length {length}, byte {i}");
                bytes[i] = 0;
            }
        }

        Assert.NotEqual(ByteHash.Of("GET /"u8, 1), ByteHash.Of("GET /"u8, 2));
    }

    private static string Text(Random random, int maxLength) =>
        string.Concat(Enumerable.Range(0, random.Next(maxLength + 1)).Select(_ => (char)('a' + random.Next(2))));
}
