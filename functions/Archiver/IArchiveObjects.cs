namespace LogFunctions.Archiver;

/// <summary>Where the objects are put: S3, or a test.</summary>
public interface IArchiveObjects
{
    /// <summary>
    /// Puts an object under a name that nothing is under yet; what is there stays as it is, since the same name holds the same records. Safe to repeat.
    /// </summary>
    /// <param name="key">Name, without the prefix of the place.</param>
    /// <param name="gzip">Its bytes; valid until the task ends.</param>
    /// <param name="cancellationToken">Ends at the invocation's deadline.</param>
    /// <returns>False when it was there.</returns>
    Task<bool> PutAsync(string key, ReadOnlyMemory<byte> gzip, CancellationToken cancellationToken);
}
