using System.Text.Json.Serialization;

namespace LogFunctions.ShardScaler.Running;

/// <summary>How the state is written: without reflection, NaN as a name.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlState))]
internal sealed partial class ControlStateJson : JsonSerializerContext;
