namespace LogFunctions.Core.Parsing;

/// <summary>The columns that count, by number. What comes after the request is neither needed nor checked.</summary>
internal static class AlbColumn
{
    public const int Time = 1;
    public const int Client = 3;
    public const int FirstProcessingTime = 5;
    public const int Status = 8;
    public const int SentBytes = 11;
    public const int Request = 12;
    public const int Count = Request + 1;
}
