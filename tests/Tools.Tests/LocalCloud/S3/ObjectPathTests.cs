using System.Text;

namespace LogFunctions.LocalCloud.S3;

public sealed class ObjectPathTests
{
    private static readonly string[] s_pieces = ["a", "b%", "/", "/", ".", "..", "%", "%e", "%-", "é", "\U0001F600", "\u0001", "\\", ":", " ", "json", new string('x', 199), new string('é', 150)];

    [Theory]
    [InlineData("rejects/stream/2026/11/23/1-0_2-3.ndjson.gz", "rejects/stream/2026/11/23/1-0_2-3.ndjson.gz")]
    [InlineData("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd")]
    [InlineData("/a//b/", "%e/a/%e/b/%e")]
    [InlineData("100%", "100%25")]
    public void FromKey_IsReadable_AndStaysInTheFolder(string key, string path) => Assert.Equal(path, ObjectPath.FromKey(key));

    [Fact]
    public void ToKey_OfEveryKeysPath_IsTheKey()
    {
        var random = new Random(14);
        var seen = new Dictionary<string, string>();
        for (int i = 0; i < 20_000; i++)
        {
            string key = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
            string path = ObjectPath.FromKey(key);
            Assert.Equal(key, ObjectPath.ToKey(path));
            Assert.Equal(key, ObjectPath.ToKey(path + ObjectPath.BesideFolder));
            Assert.All(path.Split('/'), part =>
            {
                Assert.True(part is not ("" or "." or ".."), path);
                Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 240);
            });
            if (!seen.TryAdd(path, key))
            {
                Assert.Equal(seen[path], key);
            }
        }
    }

    [Theory]
    [InlineData("a%zz")]
    [InlineData("a%2")]
    public void ToKey_OfAPathThatNoKeyHas_IsNull(string path) => Assert.Null(ObjectPath.ToKey(path));

    [Fact]
    public void CompareUtf8_IsTheOrderOfTheBytes()
    {
        var random = new Random(5);
        string[] texts = [.. Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => s_pieces[random.Next(12)] + "\uFFEE")))];
        foreach (string left in texts)
        {
            foreach (string right in texts)
            {
                int expected = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
                Assert.Equal(Math.Sign(expected), Math.Sign(BucketFolder.CompareUtf8(left, right)));
            }
        }
    }
}
