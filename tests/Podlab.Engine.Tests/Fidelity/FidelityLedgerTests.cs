using Podlab.Api.Schemas;
using Podlab.Engine.Fidelity;

namespace Podlab.Engine.Tests.Fidelity;

public class FidelityLedgerTests
{
    private const string Core = "io.k8s.api.core.v1.";

    [Fact]
    public void Ledger_marks_every_field_of_the_schema_once_and_no_other()
    {
        var ledger = FidelityLedger.Default;
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        Collect(ledger, SchemaCatalog.Default.Find(Core + "PodSpec")!, fields);
        var listed = ledger.Entries.Where(entry => entry.Value is null).Select(entry => $"{entry.Type}.{entry.Field}").ToList();
        listed.ShouldBeUnique();
        listed.Except(fields).ShouldBeEmpty("not in the schema");
        fields.Except(listed).ShouldBeEmpty("not in the ledger");
        ledger.Entries.Where(entry => entry.Value is not null).ShouldAllBe(entry => fields.Contains($"{entry.Type}.{entry.Field}"));
    }

    [Theory]
    [InlineData("Container.image")]
    [InlineData("Container exact")]
    [InlineData("Container.image sometimes")]
    [InlineData("Container.image ignored")]
    [InlineData("Container.image exact with a note")]
    public void Parse_of_a_bad_line_names_it(string line) =>
        Should.Throw<FormatException>(() => FidelityLedger.Parse($"# heading\n{line}\n")).Message.ShouldStartWith($"line 2: `{line}`");

    /// <summary>Below a field that is not exact nothing is marked; ephemeral containers are marked as containers.</summary>
    private static void Collect(FidelityLedger ledger, Schema schema, SortedSet<string> fields)
    {
        while ((schema.Items ?? (schema.Properties.Count == 0 ? schema.Values : null)) is { } inner) schema = inner;
        if (schema.Name?.StartsWith(Core, StringComparison.Ordinal) != true) return;
        var type = schema.Name[Core.Length..];
        foreach (var (field, value) in schema.Properties)
        {
            if (type == "EphemeralContainer" && field != "targetContainerName") continue;
            if (!fields.Add($"{type}.{field}")) continue;
            if (ledger.Find(type, field, value: null) is null or { Mark: FieldMark.Exact }) Collect(ledger, value, fields);
        }
    }
}
