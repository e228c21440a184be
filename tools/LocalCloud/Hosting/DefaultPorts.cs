using System.Net;
using System.Net.Sockets;
using LogFunctions.LocalCloud.Hosting;

namespace LogFunctions.LocalCloud;

/// <summary>
/// The same ports in every run, so that what a developer wrote down yesterday still holds: taken by the first run of this user as long as they are
/// free; further runs get free ones. Held until disposed of.
/// </summary>
public sealed class DefaultPorts : IDisposable
{
    /// <summary>Kinesis answers here, the other services on the ports behind it.</summary>
    public const int Default = 4567;

    private readonly FileStream _lock;

    private DefaultPorts(int first, FileStream portLock)
    {
        First = first;
        _lock = portLock;
    }

    /// <summary>For <see cref="LocalCloudOptions.Port"/>.</summary>
    public int First { get; }

    /// <summary>Null when another run has them, or any of them is in use.</summary>
    /// <param name="cacheDirectory">Where the runs of this user know of each other: <see cref="CacheFolder.OfUser"/>.</param>
    /// <param name="first">The first of them.</param>
    public static DefaultPorts? TryTake(string cacheDirectory, int first = Default)
    {
        FileStream portLock;
        try
        {
            Directory.CreateDirectory(cacheDirectory);
            portLock = new FileStream(Path.Combine(cacheDirectory, $"ports-{first}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (Enum.GetValues<ServicePort>().All(port => IsFree(first + (int)port)))
        {
            return new DefaultPorts(first, portLock);
        }

        portLock.Dispose();
        return null;
    }

    /// <summary>Lets the next run have them.</summary>
    public void Dispose() => _lock.Dispose();

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
