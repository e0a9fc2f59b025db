using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Printers;

/// <param name="typed">Whether the object was made by kubectl itself: its fields then stay in their order.</param>
internal sealed class JsonPrinter(bool typed = false, bool showManagedFields = false) : IPrinter
{
    public string Print(JsonObject value) => JsonText.Indented(ManagedFields.Without(value, showManagedFields), sorted: !typed) + "\n";
}
