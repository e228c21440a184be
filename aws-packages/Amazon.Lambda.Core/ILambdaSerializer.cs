namespace Amazon.Lambda.Core;

/// <summary>Turns event bytes into what a typed handler takes, and what it returns into response bytes.</summary>
public interface ILambdaSerializer
{
    /// <summary>Reads the event.</summary>
    T Deserialize<T>(Stream requestStream);

    /// <summary>Writes the response at the stream's position.</summary>
    void Serialize<T>(T response, Stream responseStream);
}
