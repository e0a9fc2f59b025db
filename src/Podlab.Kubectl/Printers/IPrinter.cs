using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Printers;

/// <summary>Prints one object (or list) after another.</summary>
internal interface IPrinter
{
    /// <summary>The text for one object.</summary>
    string Print(JsonObject value);
}
