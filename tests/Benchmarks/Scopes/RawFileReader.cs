namespace LogFunctions.Benchmarks.Scopes;

/// <summary>Reads a file in chunks that end at a line end, through one buffer.</summary>
internal sealed class RawFileReader(string file)
{
    private readonly byte[] _buffer = new byte[256 * 1024];

    public delegate void ChunkHandler(ReadOnlySpan<byte> chunk);

    public void Read(ChunkHandler handle)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handleOfFile = File.OpenHandle(file, options: FileOptions.SequentialScan);
        long offset = 0;
        int filled = 0;
        for (int read; (read = RandomAccess.Read(handleOfFile, _buffer.AsSpan(filled), offset)) > 0; offset += read)
        {
            filled += read;
            int end = _buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            handle(_buffer.AsSpan(0, end));
            _buffer.AsSpan(end, filled - end).CopyTo(_buffer);
            filled -= end;
        }

        if (filled > 0)
        {
            handle(_buffer.AsSpan(0, filled));
        }
    }
}
