using System.Runtime.InteropServices;

namespace LogFunctions.Core.Endpoints;

/// <summary>Walks the segments of a path: what stands between slashes.</summary>
/// <param name="path">Without query.</param>
[StructLayout(LayoutKind.Auto)]
internal ref struct PathSegments(ReadOnlySpan<byte> path)
{
    private readonly ReadOnlySpan<byte> _path = path;
    private int _end = -1;

    /// <summary>The segment without its parameters.</summary>
    public ReadOnlySpan<byte> Segment { get; private set; }

    /// <summary>The segment before it; empty before the first.</summary>
    public ReadOnlySpan<byte> Previous { get; private set; }

    /// <summary>Where it starts in the path.</summary>
    public int Start { get; private set; }

    /// <summary>Whether there was something behind a semicolon.</summary>
    public bool HasParameters { get; private set; }

    /// <summary>Whether nothing but a slash stands before it.</summary>
    public readonly bool IsFirst => Start <= 1;

    public readonly bool IsLast => _end >= _path.Length;

    public bool MoveNext()
    {
        if (IsLast)
        {
            return false;
        }

        Previous = Segment;
        Start = _end + 1;
        ReadOnlySpan<byte> rest = _path[Start..];
        int slash = rest.IndexOf((byte)'/');
        rest = slash < 0 ? rest : rest[..slash];
        _end = Start + rest.Length;
        int parameters = rest.IndexOf((byte)';');
        int encoded = rest.IndexOf("%3B"u8);
        encoded = encoded < 0 ? rest.IndexOf("%3b"u8) : encoded;
        parameters = parameters < 0 || ((uint)encoded < (uint)parameters) ? encoded : parameters;
        HasParameters = parameters >= 0;
        Segment = parameters < 0 ? rest : rest[..parameters];
        return true;
    }
}
