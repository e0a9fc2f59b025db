using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Podlab.Api.Apply;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Patches;
using Podlab.Api.Schemas;
using Podlab.Api.Yaml;

namespace Podlab.Api.Tests.Fuzzing;

/// <summary>Whatever bytes come, there is a result or an error, soon, and never a crash. A failure prints the seed to replay it with.</summary>
public sealed class AnyInputTests
{
    /// <summary>The same inputs in each run; PODLAB_SEED=N draws others.</summary>
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("PODLAB_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 1364;

    private static readonly Schema Deployment = SchemaCatalog.Default.Find("io.k8s.api.apps.v1.Deployment")!;
    private static readonly ResourceInfo Deployments = Resources.All.First(resource => resource.Kind.Kind == "Deployment");
    private static readonly byte[] Original = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"a":"b"},"finalizers":["x/y"]},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},
        "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"1"}],"ports":[{"containerPort":80}]}],"volumes":[{"name":"v"}]}}}}
        """u8.ToArray();

    private static readonly string[] Words =
    [
        "spec", "template", "metadata", "containers", "name", "image", "env", "ports", "containerPort", "protocol", "labels", "finalizers", "volumes", "replicas", "c", "A",
        "$patch", "replace", "delete", "merge", "$retainKeys", "$setElementOrder/containers", "$deleteFromPrimitiveList/finalizers", "strategy", "managedFields", "",
    ];

    private static readonly string[] Fragments =
    [
        "a", "app", "=", "==", "!=", " in ", " notin ", "(", ")", ",", "!", "1", "0", "-", "+", ".", "e", "E", "9", "Ki", "m", "n", "k", ": ", "\n", "  ", "- ", "[", "]", "{", "}", "\"", "'",
        "|", ">", "&x", "*x", "#", "%", "\t", "\\", "\u0000", "é", "😀", "~", "---\n", "<<: *x", "? ", "null", "true", "0x1", "1e400", "/",
    ];

    [Fact]
    public void Patch_of_any_shape_gives_object_or_error() => Check(Json(), node =>
    {
        var bytes = JsonTree.ToUtf8(node);
        foreach (var type in Enum.GetValues<PatchType>()) Outcome(Patch.Apply(type, Deployment, Original, bytes));
    });

    [Fact]
    public void Patch_of_json_operations_gives_object_or_error() => Check(Operations(), node => Outcome(Patch.Apply(PatchType.Json, Deployment, Original, JsonTree.ToUtf8(node))));

    [Fact]
    public void Patch_of_any_bytes_gives_object_or_error() => Check(Bytes(), bytes =>
    {
        foreach (var type in Enum.GetValues<PatchType>()) Outcome(Patch.Apply(type, Deployment, Original, bytes));
    });

    [Fact]
    public void Patch_with_half_a_surrogate_pair_is_malformed() =>
        Patch.Apply(PatchType.Merge, Deployment, Original, """{"a":"\ud800"}"""u8).Error.ShouldNotBeNull().Code.ShouldBe(400);

    [Fact]
    public void Json_patch_that_doubles_itself_is_refused_in_time()
    {
        var doubling = string.Join(',', Enumerable.Range(0, 64).Select(i => $$"""{"op":"copy","from":"/metadata","path":"/metadata/x{{i}}"}"""));
        Patch.Apply(PatchType.Json, Deployment, Original, Encoding.UTF8.GetBytes($"[{doubling}]")).Error.ShouldNotBeNull().Code.ShouldBe(422);
    }

    [Fact]
    public void Merge_patch_applied_twice_is_applied_once() => Check(Json(), node =>
    {
        var once = MergePatch.Merge(JsonTree.Parse(Original), node);
        JsonTree.ToText(MergePatch.Merge(once, node)).ShouldBe(JsonTree.ToText(once));
    });

    [Fact]
    public void Apply_of_any_shape_gives_object_or_error() => Check(Json(), node =>
    {
        if (node is not JsonObject fields) return;
        var applied = (JsonObject)JsonTree.Parse(Original)!;
        applied["spec"]!["template"]!["spec"] = fields.DeepClone();
        var result = ServerSideApply.Apply(Deployments, null, applied, "m", null, false, DateTimeOffset.UnixEpoch);
        (result.Object is null).ShouldBe(result.Error is not null);
    });

    [Fact]
    public void Three_way_patch_leads_from_the_live_object_to_the_manifest() => Check(Labels().Three(), maps =>
    {
        var (original, modified, current) = (With(maps.Item1), With(maps.Item2), With(maps.Item3));
        var patch = ThreeWayPatch.Strategic(original, modified, current, Deployment).Patched;
        var patched = Patch.Apply(PatchType.Strategic, Deployment, current, JsonTree.ToUtf8(patch)).Patched!["metadata"]!["labels"] as JsonObject ?? [];
        foreach (var (name, value) in maps.Item2) patched[name]?.GetValue<string>().ShouldBe(value);
        foreach (var name in maps.Item1.Keys.Except(maps.Item2.Keys)) patched.ContainsKey(name).ShouldBeFalse();
    });

    [Fact]
    public void Selector_of_any_text_gives_query_or_error() => Check(Text(), text =>
    {
        if (LabelQuery.TryParse(text, out var labels, out _)) LabelQuery.Parse(labels.ToString()).ToString().ShouldBe(labels.ToString());
        FieldQuery.TryParse(text, out _, out _);
    });

    [Fact]
    public void Quantity_of_any_text_keeps_its_value_in_its_canonical_form() => Check(Text(), text =>
    {
        if (Quantity.TryParse(text, out var quantity, out _)) Quantity.Parse(quantity.ToString()).ShouldBe(quantity);
    });

    [Fact]
    public void Yaml_of_any_text_gives_documents_or_errors() => Check(Text(), text =>
    {
        foreach (var document in YamlReader.ReadAll(text))
        {
            if (document.Error is null) JsonDocument.Parse(document.Json).Dispose();
        }
    });

    [Fact]
    public void Object_of_any_bytes_is_read_or_refused() => Check(Bytes(), bytes =>
    {
        try
        {
            KubernetesJson.TryRead(Deployments.Kind, bytes, new DecodeLog(), out _);
        }
        catch (JsonException)
        {
            // No JSON, which is an answer.
        }
    });

    private static void Check<T>(Gen<T> inputs, Action<T> law) => Prop.ForAll(inputs.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None))));

    private static void Outcome(PatchResult result)
    {
        if (result.Error is { } error) error.Code.ShouldBeOneOf(400, 413, 422, 500);
    }

    private static JsonObject With(IReadOnlyDictionary<string, string> labels)
    {
        var item = (JsonObject)JsonTree.Parse(Original)!;
        item["metadata"]!["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create<string, JsonNode?>(label.Key, label.Value)));
        return item;
    }

    private static Gen<Dictionary<string, string>> Labels() =>
        Gen.SubListOf("a", "b", "c", "d").Select(names => names.ToDictionary(name => name, name => $"{name}{names.Count % 3}"));

    private static Gen<string> Text() => Gen.Elements(Fragments).ArrayOf().Select(string.Concat);

    private static Gen<byte[]> Bytes() => Gen.OneOf(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(), Text().Select(Encoding.UTF8.GetBytes));

    private static Gen<JsonNode?> Json() => Gen.Sized(size => Json(Math.Min(size, 5)));

    private static Gen<JsonNode?> Json(int depth)
    {
        var scalar = Gen.OneOf(
            Gen.Elements(Words).Select(word => (JsonNode?)JsonValue.Create(word)),
            Gen.Choose(-1, 90).Select(number => (JsonNode?)JsonValue.Create((long)number)),
            Gen.Elements(true, false).Select(truth => (JsonNode?)JsonValue.Create(truth)),
            Gen.Constant((JsonNode?)null));
        if (depth == 0) return scalar;
        var list = Json(depth - 1).ArrayOf().Resize(4).Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]));
        var fields = Gen.Elements(Words).SelectMany(name => Json(depth - 1).Select(value => (name, value))).ArrayOf().Resize(4);
        var map = fields.Select(pairs => (JsonNode?)new JsonObject(pairs.DistinctBy(pair => pair.name).Select(pair => KeyValuePair.Create(pair.name, pair.value?.DeepClone()))));
        return Gen.OneOf(scalar, list, map, map);
    }

    private static Gen<JsonNode?> Operations()
    {
        var pointer = Gen.Elements([.. Words, "0", "1", "-", "-1", "~0", "~1"]).ArrayOf().Resize(5).Select(parts => string.Concat(parts.Select(part => "/" + part)));
        var operation =
            from op in Gen.Elements("add", "remove", "replace", "move", "copy", "test", "x")
            from path in pointer
            from source in pointer
            from value in Json(2)
            select (JsonNode)new JsonObject { ["op"] = op, ["path"] = path, ["from"] = source, ["value"] = value?.DeepClone() };
        return operation.ArrayOf().Resize(8).Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item.DeepClone())]));
    }
}
