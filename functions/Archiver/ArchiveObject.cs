using System.Buffers;
using System.IO.Compression;
using LogFunctions.Core.Lines;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Archiver;

/// <summary>
/// The object that is being filled: lines in the form of <see cref="ArchivedLine"/>, gzip. Used again for the next one; its memory is what the largest
/// of them needed, at most a few times the event it came from.
/// </summary>
#pragma warning disable CA1001 // its streams hold memory and nothing else
internal sealed class ArchiveObject
#pragma warning restore CA1001
{
    private const int FlushBytes = 64 * 1024;
    private const int KeptBytes = 16 << 20;

    private readonly ArrayBufferWriter<byte> _text = new(2 * FlushBytes);
    private MemoryStream _packed = new();
    private GZipStream? _gzip;
    private long _flushedBytes;

    /// <summary>Lines in it, containers that could not be opened included; directives are none.</summary>
    public long Lines { get; private set; }

    /// <summary>Bytes of its text.</summary>
    public long TextBytes => _flushedBytes + _text.WrittenCount;

    public void Clear()
    {
        _gzip?.Dispose();
        _text.ResetWrittenCount();
        if (_packed.Capacity > KeptBytes)
        {
            _packed = new MemoryStream();
        }

        _packed.SetLength(0);
        _gzip = new GZipStream(_packed, CompressionLevel.Fastest, leaveOpen: true);
        Lines = 0;
        _flushedBytes = 0;
    }

    public void AddLine(ReadOnlySpan<byte> line, long arrivalMs, long fallbackMs)
    {
        Lines++;
        ArchivedLine.Write(line, arrivalMs, fallbackMs, _text);
        FlushWhenFull();
    }

    public void AddContainer(RejectReason reason, ReadOnlySpan<byte> raw, long arrivalMs)
    {
        Lines++;
        ArchivedLine.WriteContainer(reason, raw, arrivalMs, _text);
        FlushWhenFull();
    }

    public void AddDirective(ReadOnlySpan<byte> directive, long arrivalMs)
    {
        ArchivedLine.WriteDirective(directive, arrivalMs, _text);
        FlushWhenFull();
    }

    /// <summary>The whole object; valid until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Close()
    {
        Flush();
        _gzip!.Dispose();
        _gzip = null;
        return _packed.GetBuffer().AsMemory(0, (int)_packed.Length);
    }

    private void FlushWhenFull()
    {
        if (_text.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _flushedBytes += _text.WrittenCount;
        _gzip!.Write(_text.WrittenSpan);
        _text.ResetWrittenCount();
    }
}
