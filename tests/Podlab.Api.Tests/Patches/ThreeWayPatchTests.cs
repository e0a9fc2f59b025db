using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Patches;
using Podlab.Api.Schemas;

namespace Podlab.Api.Tests.Patches;

public sealed class ThreeWayPatchTests
{
    private static readonly Schema Deployment = SchemaCatalog.Default.Find("io.k8s.api.apps.v1.Deployment")!;

    public static IEnumerable<TheoryDataRow<string, string, string, string>> Strategic =>
    [
        new("{spec:{replicas:2}}", "{spec:{replicas:2}}", "{spec:{replicas:2}}", "{}") { Label = "nothing to do" },
        new("{spec:{replicas:2}}", "{spec:{replicas:3}}", "{spec:{replicas:2}}", "{spec:{replicas:3}}") { Label = "changed" },
        new("{spec:{replicas:2}}", "{spec:{}}", "{spec:{replicas:2}}", "{spec:{replicas:null}}") { Label = "said no more" },
        new("{spec:{}}", "{spec:{}}", "{spec:{replicas:5}}", "{}") { Label = "set by others" },
        new(Pod("{name:c,image:a}"), Pod("{name:c,image:b}"), Pod("{name:c,image:a,imagePullPolicy:Always}"),
            "{spec:{template:{spec:{'$setElementOrder/containers':[{name:c}],containers:[{image:b,name:c}]}}}}") { Label = "an element changed" },
        new(Pod("{name:c,image:a},{name:d,image:a}"), Pod("{name:c,image:a}"), Pod("{name:c,image:a},{name:d,image:a}"),
            "{spec:{template:{spec:{'$setElementOrder/containers':[{name:c}],containers:[{'$patch':delete,name:d}]}}}}") { Label = "an element gone" },
        new(Pod("{name:c,args:[a]}"), Pod("{name:c,args:[b]}"), Pod("{name:c,args:[a]}"),
            "{spec:{template:{spec:{'$setElementOrder/containers':[{name:c}],containers:[{args:[b],name:c}]}}}}") { Label = "a list that is replaced" },
        new("{metadata:{finalizers:[a,b]}}", "{metadata:{finalizers:[b,c]}}", "{metadata:{finalizers:[a,b,x]}}",
            "{metadata:{'$deleteFromPrimitiveList/finalizers':[a],'$setElementOrder/finalizers':[b,c],finalizers:[c]}}") { Label = "scalars" },
        new("{spec:{strategy:{type:RollingUpdate,rollingUpdate:{maxSurge:1}}}}", "{spec:{strategy:{type:Recreate}}}", "{spec:{strategy:{type:RollingUpdate,rollingUpdate:{maxSurge:1}}}}",
            "{spec:{strategy:{'$retainKeys':[type],rollingUpdate:null,type:Recreate}}}") { Label = "a union" },
    ];

    [Theory]
    [MemberData(nameof(Strategic))]
    public void Strategic_gives_what_kubectl_sends(string original, string modified, string current, string patch)
    {
        var result = ThreeWayPatch.Strategic(Read(original), Read(modified), Read(current), Deployment);
        result.Error.ShouldBeNull();
        JsonTree.ToText(result.Patched).ShouldBe(JsonTree.ToText(Read(patch)));
    }

    [Theory]
    [MemberData(nameof(Strategic))]
    public void Strategic_applied_twice_changes_nothing_more(string original, string modified, string current, string patch)
    {
        _ = patch;
        var first = Applied(Read(original), Read(modified), Read(current));
        JsonTree.ToText(Applied(Read(modified), Read(modified), first)).ShouldBe(JsonTree.ToText(first));
    }

    [Fact]
    public void Merge_without_schema_replaces_lists_and_removes_what_is_said_no_more()
    {
        var patch = ThreeWayPatch.Merge(Read("{spec:{a:1,b:[1],gone:1}}"), Read("{spec:{a:2,b:[1,2]}}"), Read("{spec:{a:1,b:[1],gone:1,other:1}}"));
        JsonTree.ToText(patch).ShouldBe("""{"spec":{"a":2,"b":[1,2],"gone":null}}""");
    }

    private static JsonObject Applied(JsonObject original, JsonObject modified, JsonObject current)
    {
        var patch = ThreeWayPatch.Strategic(original, modified, current, Deployment).Patched;
        return Patch.Apply(PatchType.Strategic, Deployment, current, JsonTree.ToUtf8(patch)).Patched!.AsObject();
    }

    private static string Pod(string containers) => $"{{spec:{{template:{{spec:{{containers:[{containers}]}}}}}}}}";

    /// <summary>JSON without its quotes.</summary>
    private static JsonObject Read(string text) => JsonNode.Parse(System.Text.RegularExpressions.Regex.Replace(text.Replace("'", "", StringComparison.Ordinal), @"[$\w/]+", word =>
        word.Value == "null" || char.IsDigit(word.Value[0]) ? word.Value : $"\"{word.Value}\""))!.AsObject();
}
