using System.IO.Compression;
using LogFunctions.Cli.Redrive;
using LogFunctions.Cli.Sql;
using LogFunctions.Core.Archive;

namespace LogFunctions.Cli.Archive;

/// <summary>Reads objects of an archive into the table of lines. Of an object no more than a piece is held unpacked. Not thread-safe.</summary>
internal sealed class ArchiveReader(LinesTable table)
{
    private byte[] _buffer = new byte[1 << 20];

    /// <summary>The chains of an archive, and the names of whatever else lies there.</summary>
    public static async Task<(IReadOnlyList<ArchiveChain> Chains, IReadOnlyList<string> Others)> ListAsync(IObjectSource objects, CancellationToken cancellationToken)
    {
        List<ArchiveObjectName> names = [];
        List<string> others = [];
        foreach (string name in await objects.ListAsync(cancellationToken))
        {
            if (ArchiveObjectName.TryParse(name, out ArchiveObjectName? parsed))
            {
                names.Add(parsed);
            }
            else
            {
                others.Add(name);
            }
        }

        return (ArchiveChain.Of(names), others);
    }

    /// <summary>Adds the lines of one object.</summary>
    /// <exception cref="CliException">It is damaged, or no object of an archive.</exception>
    public void Add(Stream gzip, string name)
    {
        try
        {
            using var text = new GZipStream(gzip, CompressionMode.Decompress);
            AddText(text, name);
        }
        catch (InvalidDataException exception)
        {
            throw new CliException($"{name} is damaged gzip, or was cut off: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    private void AddText(Stream text, string name)
    {
        int length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _buffer.Length); // one line longer than the piece
            }

            int read = text.Read(_buffer.AsSpan(length));
            length += read;
            int start = 0;
            while (_buffer.AsSpan(start, length - start).IndexOf((byte)'\n') is var end && end >= 0)
            {
                if (!table.TryAddArchived(_buffer.AsSpan(start, end)))
                {
                    throw new CliException($"{name} is named like an object of an archive and holds something else: its lines don't begin with their arrival.");
                }

                start += end + 1;
            }

            _buffer.AsSpan(start, length - start).CopyTo(_buffer);
            length -= start;
            if (read == 0)
            {
                table.EndFile();
                if (length > 0)
                {
                    throw new CliException($"{name} was cut off: its last line has no end.");
                }

                return;
            }
        }
    }
}
