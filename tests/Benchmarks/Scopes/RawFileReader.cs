using System.IO.MemoryMappedFiles;

namespace LogFunctions.Benchmarks.Scopes;

/// <summary>Reads a file in chunks that end at a line end: mapped into memory, so that nothing is copied before it is read.</summary>
internal sealed class RawFileReader(string file)
{
    private const int ChunkBytes = 256 * 1024;

    public delegate void ChunkHandler(ReadOnlySpan<byte> chunk);

    public unsafe void Read(ChunkHandler handle)
    {
        long length = new FileInfo(file).Length;
        if (length == 0)
        {
            return; // cannot be mapped
        }

        using var mapping = MemoryMappedFile.CreateFromFile(file, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            start += view.PointerOffset;
            for (long offset = 0; offset < length;)
            {
                var chunk = new ReadOnlySpan<byte>(start + offset, (int)Math.Min(ChunkBytes, length - offset));
                int end = offset + chunk.Length == length ? chunk.Length : chunk.LastIndexOf((byte)'\n') + 1;
                if (end == 0)
                {
                    throw new InvalidOperationException($"{file}: a line at byte {offset} is longer than {ChunkBytes} bytes.");
                }

                handle(chunk[..end]);
                offset += end;
            }
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
