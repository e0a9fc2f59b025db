namespace Podlab.Api.Yaml;

/// <summary>Why a text is no YAML that Kubernetes can read.</summary>
/// <param name="Line">In the whole text, from 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">For people: what is wrong and what to do.</param>
/// <param name="LibraryMessage">In the words of Kubernetes' YAML library: <c>yaml: line 3: did not find expected key</c>.</param>
public sealed record YamlError(int Line, int Column, string Message, string LibraryMessage)
{
    /// <summary>As API machinery wraps it.</summary>
    public string ConversionMessage => "error converting YAML to JSON: " + LibraryMessage;
}

/// <summary>A key that stands twice in one mapping; lenient readers take the last.</summary>
/// <param name="LibraryLine">The line as strict readers report it, counted in the document.</param>
public sealed record YamlDuplicate(string Path, string Key, int Line, int Column, int LibraryLine);
