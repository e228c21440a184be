namespace LogFunctions.LogGenerator.Profiles;

/// <summary>A profile or trace that cannot be used. The message says where and why, in one sentence.</summary>
public sealed class ProfileException(string message, Exception? innerException = null) : Exception(message, innerException);
