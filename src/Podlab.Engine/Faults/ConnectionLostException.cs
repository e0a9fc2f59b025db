namespace Podlab.Engine.Faults;

/// <summary>The API server did not answer: <c>EOF</c>, <c>connection refused</c>.</summary>
public sealed class ConnectionLostException(string message) : IOException(message)
{
    public const string Eof = "EOF";
    public const string Refused = "connection refused";
}
