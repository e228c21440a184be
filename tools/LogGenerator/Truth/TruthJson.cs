using System.Text.Json;
using System.Text.Json.Serialization;

namespace LogFunctions.LogGenerator.Truth;

/// <summary>Reads and writes truth files.</summary>
public static class TruthJson
{
    /// <summary>Writes it as JSON.</summary>
    public static Task WriteAsync(Stream stream, TruthFile truth, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(stream, truth, TruthJsonContext.Default.TruthFile, cancellationToken);

    /// <exception cref="InvalidDataException">The file is no truth file, or of another version; the message names it and says why.</exception>
    public static async Task<TruthFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(path);
        TruthFile? truth;
        try
        {
            truth = await JsonSerializer.DeserializeAsync(stream, TruthJsonContext.Default.TruthFile, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is no truth file: {exception.Message}", exception);
        }

        return truth switch
        {
            null => throw new InvalidDataException($"{path} is no truth file: it holds the JSON value null."),
            { Version: not TruthFile.CurrentVersion } => throw new InvalidDataException($"{path} has truth version {truth.Version}; this program reads version {TruthFile.CurrentVersion}."),
            _ when FirstNull(truth) is { } place => throw new InvalidDataException($"{path} is no truth file: {place} is null."),
            _ => truth,
        };
    }

    /// <summary>The serializer checks properties, but not the elements of lists and dictionaries.</summary>
    private static string? FirstNull(TruthFile truth)
    {
        for (int w = 0; w < truth.Windows.Count; w++)
        {
            if (truth.Windows[w] is not { } window)
            {
                return $"windows[{w}]";
            }

            for (int c = 0; c < window.Cells.Count; c++)
            {
                if (window.Cells[c] is null)
                {
                    return $"windows[{w}].cells[{c}]";
                }
            }
        }

        return null;
    }

    /// <summary>The file as text; for tests and small runs.</summary>
    public static string ToText(TruthFile truth) => JsonSerializer.Serialize(truth, TruthJsonContext.Default.TruthFile);
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    IndentSize = 1,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TruthFile))]
internal sealed partial class TruthJsonContext : JsonSerializerContext;
