namespace LogFunctions.Hosting;

/// <summary>Reads the event of an invocation as bytes, into a buffer that is used again. One call at a time.</summary>
public sealed class EventBytes
{
    private byte[] _buffer = [];

    /// <summary>The whole event. Valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> buffer))
        {
            return buffer.AsMemory((int)memory.Position);
        }

        int length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Max(64 * 1024, _buffer.Length * 2));
            }

            int read = await input.ReadAsync(_buffer.AsMemory(length));
            if (read == 0)
            {
                return _buffer.AsMemory(0, length);
            }

            length += read;
        }
    }
}
