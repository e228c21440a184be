using LogFunctions.Hosting;

namespace LogFunctions.Functions.Tests.Hosting;

public sealed class EventBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(300_000)]
    public async Task ReadAsync_StreamOfAnyLength_IsWhole_AndTheBufferIsUsedAgain(int length)
    {
        byte[] content = new byte[length];
        new Random(1).NextBytes(content);
        var bytes = new EventBytes();
        Assert.Equal(content, (await bytes.ReadAsync(new BufferedStream(new MemoryStream(content)))).ToArray());
        Assert.Equal("next"u8.ToArray(), (await bytes.ReadAsync(new BufferedStream(new MemoryStream("next"u8.ToArray())))).ToArray());
    }

    [Fact]
    public async Task ReadAsync_MemoryStream_IsNotCopied()
    {
        byte[] content = [1, 2, 3];
        var stream = new MemoryStream(content, 0, 3, writable: false, publiclyVisible: true) { Position = 1 };
        ReadOnlyMemory<byte> read = await new EventBytes().ReadAsync(stream);
        content[1] = 9;
        Assert.Equal(new byte[] { 9, 3 }, read.ToArray());
    }
}
