using Podlab.Api.Model;
using Podlab.Api.Schemas;

namespace Podlab.Api.Tests.Schemas;

public sealed class ExplanationTests
{
    private static readonly Schema Pod = SchemaCatalog.Default.Find(Model.Pod.GroupVersionKind)!;

    [Theory]
    [InlineData("spec", "PodSpec", false)]
    [InlineData("spec.containers", "[]Container", true)]
    [InlineData("spec.containers.name", "string", true)]
    [InlineData("spec.containers.resources.limits", "map[string]Quantity", false)]
    [InlineData("spec.nodeSelector", "map[string]string", false)]
    [InlineData("spec.containers.ports.containerPort", "integer", true)]
    [InlineData("metadata.creationTimestamp", "Time", false)]
    [InlineData("metadata.managedFields.fieldsV1", "FieldsV1", false)]
    public void Find_path_gives_type_and_whether_it_is_required(string path, string type, bool required)
    {
        var field = Explanation.Find(Pod, path.Split('.')).ShouldNotBeNull();
        field.Type.ShouldBe(type);
        field.IsRequired.ShouldBe(required);
    }

    [Fact]
    public void Find_unknown_field_is_null() => Explanation.Find(Pod, ["spec", "container"]).ShouldBeNull();

    [Fact]
    public void Fields_are_sorted_and_reach_through_lists() =>
        Explanation.Find(Pod, ["spec", "volumes"])!.Fields.Select(field => field.Name).Take(3).ShouldBe(["awsElasticBlockStore", "azureDisk", "azureFile"]);

    [Fact]
    public void Find_every_kind_of_the_model_has_a_schema()
    {
        foreach (var resource in Resources.All.Where(resource => resource.Schema is not null)) SchemaCatalog.Default.Find(resource.Kind).ShouldNotBeNull();
    }

    [Fact]
    public void References_of_all_schemas_resolve()
    {
        foreach (var name in SchemaCatalog.Default.Names)
        {
            foreach (var field in Explanation.FieldsOf(SchemaCatalog.Default.Find(name)!)) field.Type.ShouldNotBeEmpty();
        }
    }
}
