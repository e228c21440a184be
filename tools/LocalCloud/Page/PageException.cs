namespace LogFunctions.LocalCloud.Page;

/// <summary>A widget or request that cannot be answered; the message is for the viewer.</summary>
internal sealed class PageException(string message, int status = 400, Exception? innerException = null) : Exception(message, innerException)
{
    public int Status => status;
}
