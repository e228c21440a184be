namespace LogFunctions.Core.Parsing;

/// <summary>One more name under which a JSON field may come (<c>FIELD_ALIASES</c>).</summary>
/// <param name="Field">Own name: ts, ip, region, method, endpoint, request, status, rt_ms, rt_us, rt_s, rt_ns or bytes.</param>
/// <param name="Name">
/// The name in the log, of an inner object's member with points: <c>request.uri</c>. It wins over the own name and the built-in aliases.
/// </param>
public sealed record FieldAlias(string Field, string Name);
