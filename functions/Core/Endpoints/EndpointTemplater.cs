using System.Runtime.CompilerServices;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Endpoints;

/// <summary>
/// Method and request target to the endpoint they count under: <c>METHOD /path</c>, query and path parameters stripped, ids replaced by
/// <c>{id}</c> (<see cref="PathIds"/>); <c>(none)</c> without both. Always valid, visible UTF-8. The same input always gives
/// the same endpoint. For one thread; no allocation.
/// </summary>
public sealed class EndpointTemplater
{
    private readonly EndpointTemplate[] _templates;
    private readonly IdFolding _templateIds;
    private readonly int _maxBytes;
    private readonly byte[] _rewritten;
    private readonly byte[] _withoutParameters;

    /// <exception cref="ArgumentOutOfRangeException">The limit is outside its range.</exception>
    /// <exception cref="FormatException">A template cannot be used; the message says which and why.</exception>
    public EndpointTemplater(EndpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxEndpointBytes, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxEndpointBytes, 1024);
        _templates = options.Templates.Select(template => new EndpointTemplate(template)).ToArray();
        foreach (EndpointTemplate template in _templates)
        {
            int most = options.MaxEndpointBytes - RequestLine.MaxMethodBytes - 1;
            if (template.Bytes.Length > most)
            {
                throw new FormatException($"endpoint template '{template}' has more than the {most} bytes that fit beside a method");
            }
        }

        _templateIds = options.TemplateIds;
        IdsAreAlike = _templateIds == IdFolding.On && !_templates.Any(template => PathIds.HasAny(template.Bytes));
        _maxBytes = options.MaxEndpointBytes;
        _rewritten = new byte[options.MaxEndpointBytes + 64];
        _withoutParameters = new byte[EndpointTemplate.MaxBytes + 64];
    }

    /// <summary>Longest endpoint that <see cref="Write"/> makes.</summary>
    public int MaxEndpointBytes => _maxBytes;

    /// <summary>
    /// Whether two targets that differ only in segments that are ids always have the same endpoint: ids are templated, and no configured
    /// template names one of them.
    /// </summary>
    public bool IdsAreAlike { get; }

    /// <summary>Writes the endpoint and returns its length.</summary>
    /// <param name="method">As logged; left out when it is no method (<see cref="RequestLine.MaxMethodBytes"/>).</param>
    /// <param name="target">As logged: path with query, absolute URI, <c>*</c> or <c>host:port</c>.</param>
    /// <param name="destination">At least <see cref="MaxEndpointBytes"/> bytes.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Write(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, Span<byte> destination)
    {
        if (destination.Length < _maxBytes)
        {
            throw new ArgumentException($"{destination.Length} bytes given, {_maxBytes} needed", nameof(destination));
        }

        destination = destination[.._maxBytes];
        ReadOnlySpan<byte> path = PathOf(target);
        int end = path.IndexOfAny((byte)'?', (byte)'#');
        path = end < 0 ? path : path[..end];
        int written = WriteMethod(method, path.IsEmpty, destination);
        destination = destination[written..];
        if (_templates.Length > 0 && path.Length > 0 && path[0] == '/' && FindTemplate(path) is { } template)
        {
            return written + PrintableText.Write(template.Bytes, destination);
        }

        // Printable text is never shorter than what it stands for, so what lies past the destination would be cut anyway.
        ReadOnlySpan<byte> kept = _rewritten.AsSpan(0, PathIds.Write(path, _templateIds, _rewritten));
        if (kept.Length > destination.Length || !PrintableText.IsPlain(kept))
        {
            return written + PrintableText.Write(kept, destination);
        }

        kept.CopyTo(destination);
        return written + kept.Length;
    }

    // A session id behind a semicolon does not keep a path from its template.
    private EndpointTemplate? FindTemplate(ReadOnlySpan<byte> path)
    {
        if (path.Contains((byte)';') || path.Contains((byte)'%'))
        {
            path = _withoutParameters.AsSpan(0, PathIds.Write(path, IdFolding.Off, _withoutParameters));
        }

        foreach (EndpointTemplate template in _templates)
        {
            if (template.Matches(path))
            {
                return template;
            }
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteMethod(ReadOnlySpan<byte> method, bool isAlone, Span<byte> destination)
    {
        bool isMethod = !method.IsEmpty && RequestLine.MethodLength(method) is var length && length == method.Length
            && length <= RequestLine.MaxMethodBytes;
        if (!isMethod)
        {
            return WriteWithoutMethod(isAlone, destination);
        }

        method.CopyTo(destination);
        if (isAlone)
        {
            return method.Length;
        }

        destination[method.Length] = (byte)' ';
        return method.Length + 1;
    }

    private static int WriteWithoutMethod(bool isAlone, Span<byte> destination)
    {
        ReadOnlySpan<byte> none = "(none)"u8;
        if (!isAlone)
        {
            return 0;
        }

        none.CopyTo(destination);
        return none.Length;
    }

    /// <summary>
    /// What of a target decides about the endpoint: of an absolute URI the path, <c>/</c> when it has none; else all of it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target) =>
        target.Length > 0 && target[0] == '/' ? target : PathOfUri(target);

    /// <summary>The path of <c>scheme://authority/path</c>, <c>/</c> when it has none; any other target as it is.</summary>
    private static ReadOnlySpan<byte> PathOfUri(ReadOnlySpan<byte> target)
    {
        int scheme = target[..Math.Min(target.Length, 16)].IndexOf("://"u8);
        if (scheme <= 0)
        {
            return target;
        }

        ReadOnlySpan<byte> afterScheme = target[(scheme + 3)..];
        int path = afterScheme.IndexOfAny("/?#"u8);
        return path < 0 || afterScheme[path] != '/' ? "/"u8 : afterScheme[path..];
    }
}
