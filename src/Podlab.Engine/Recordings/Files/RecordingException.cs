namespace Podlab.Engine.Recordings;

/// <summary>A text is no recording; the message names the line and what is wrong there.</summary>
public sealed class RecordingException(string message) : Exception(message);
