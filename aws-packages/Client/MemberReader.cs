using System.Text.Json;

namespace AwsPackages.Client;

/// <summary>Takes one member of a response; the reader stands on its name and must be left on the last token of its value.</summary>
internal delegate void MemberReader<TResponse>(ref Utf8JsonReader json, TResponse response);
