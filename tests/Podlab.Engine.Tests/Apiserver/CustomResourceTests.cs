namespace Podlab.Engine.Tests.Apiserver;

/// <summary>A definition makes a kind, and the kind behaves as others do.</summary>
public sealed class CustomResourceTests
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Examples = "/apis/test.com/v1/namespaces/default/examples";
    private const string Merge = "application/merge-patch+json";

    private const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"examples.test.com"},"spec":{"group":"test.com","scope":"Namespaced",
        "names":{"plural":"examples","kind":"Example","shortNames":["ex"]},"versions":[
        {"name":"v1beta1","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
        {"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
        "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"},{"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"}],
        "schema":{"openAPIV3Schema":{"type":"object","properties":{
        "spec":{"type":"object","required":["image"],"properties":{"image":{"type":"string","pattern":"^[a-z]+$"},"size":{"type":"integer","minimum":1,"maximum":9,"default":3},"mode":{"type":"string","enum":["a","b"]},"port":{"x-kubernetes-int-or-string":true},"tags":{"type":"array","items":{"type":"string","maxLength":3}}}},
        "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
        """;

    private readonly Door door = new();

    public CustomResourceTests()
    {
        door.Json("POST", Definitions, Definition);
        door.Cluster.Clock.RunReady();
    }

    [Fact]
    public void Definition_isFilledInAndEstablished()
    {
        var stored = door.Json("GET", Definitions + "/examples.test.com");
        stored["spec"]!["names"]!["listKind"]!.GetValue<string>().ShouldBe("ExampleList");
        stored["status"]!["acceptedNames"]!["singular"]!.GetValue<string>().ShouldBe("example");
        stored["status"]!["storedVersions"]!.ToJsonString().ShouldBe("[\"v1\"]");
        stored["status"]!["conditions"]!.AsArray().Select(condition => condition!["type"]!.GetValue<string>()).ShouldBe(["NamesAccepted", "Established"]);
    }

    [Theory]
    [InlineData("/apis", "application/json", "{\"name\":\"test.com\",\"versions\":[{\"groupVersion\":\"test.com/v1\",\"version\":\"v1\"},{\"groupVersion\":\"test.com/v1beta1\",\"version\":\"v1beta1\"}]")]
    [InlineData("/apis/test.com/v1", "application/json", "{\"name\":\"examples\",\"singularName\":\"example\",\"namespaced\":true,\"kind\":\"Example\",")]
    [InlineData("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", "\"shortNames\":[\"ex\"],\"subresources\":[{\"subresource\":\"status\"")]
    [InlineData("/openapi/v3/apis/test.com/v1", "application/json", "\"com.test.v1.ExampleList\"")]
    [InlineData("/openapi/v2", "application/json", "\"com.test.v1.Example\"")]
    public void Discovery_tellsOfTheKind(string path, string accept, string part) => Door.Text(door.Send("GET", path, accept: accept)).ShouldContain(part);

    [Fact]
    public void Object_isDefaultedPrunedAndCounted()
    {
        var created = door.Json("POST", Examples + "?fieldValidation=Ignore", Example("\"image\":\"web\",\"port\":\"http\",\"bogus\":1", ",\"status\":{\"a\":1}"));
        created["spec"]!.ToJsonString().ShouldBe("{\"image\":\"web\",\"port\":\"http\",\"size\":3}");
        created["status"].ShouldBeNull();
        door.Json("PATCH", Examples + "/one/status", "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]},\"spec\":{\"size\":9}}", Merge)["spec"]!["size"]!.GetValue<int>().ShouldBe(3);
        var patched = door.Json("PATCH", Examples + "/one", "{\"spec\":{\"size\":4}}", Merge);
        patched["metadata"]!["generation"]!.GetValue<int>().ShouldBe(2);
        var table = door.Json("GET", Examples, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");
        table["rows"]![0]!["cells"]!.ToJsonString().ShouldBe("[\"one\",4,\"True\"]");
        door.Json("GET", Examples.Replace("/v1/", "/v1beta1/", StringComparison.Ordinal) + "/one")["apiVersion"]!.GetValue<string>().ShouldBe("test.com/v1beta1");
    }

    [Theory]
    [InlineData("\"size\":3", "spec.image: Required value")]
    [InlineData("\"image\":7", "spec.image: Invalid value: \"integer\": spec.image in body must be of type string: \"integer\"")]
    [InlineData("\"image\":\"X\"", "spec.image: Invalid value: \"X\": spec.image in body should match '^[a-z]+$'")]
    [InlineData("\"image\":\"a\",\"size\":0", "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1")]
    [InlineData("\"image\":\"a\",\"size\":10", "spec.size: Invalid value: 10: spec.size in body should be less than or equal to 9")]
    [InlineData("\"image\":\"a\",\"mode\":\"c\"", "spec.mode: Unsupported value: \"c\": supported values: \"a\", \"b\"")]
    [InlineData("\"image\":\"a\",\"port\":true", "spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\"")]
    [InlineData("\"image\":\"a\",\"tags\":[\"ok\",\"long\"]", "spec.tags[1]: Too long: may not be more than 3 bytes")]
    public void Object_thatTheSchemaForbids_isRefused(string spec, string why) =>
        door.Refusal(422, "POST", Examples, Example(spec)).ShouldBe($"Example.test.com \"one\" is invalid: {why}");

    [Fact]
    public void Field_thatNobodyKnows_isRefusedWhenStrict_andToldOfElse()
    {
        var body = Example("\"image\":\"a\",\"bogus\":1");
        door.Refusal(400, "POST", Examples + "?fieldValidation=Strict", body).ShouldBe("Example in version \"v1\" cannot be handled as a Example: strict decoding error: unknown field \"spec.bogus\"");
        door.Send("POST", Examples, body).Warnings.ShouldBe(["unknown field \"spec.bogus\""]);
    }

    [Fact]
    public void StrategicPatch_isNotForCustomKinds()
    {
        door.Json("POST", Examples, Example("\"image\":\"a\""));
        door.Refusal(415, "PATCH", Examples + "/one", "{}", "application/strategic-merge-patch+json").ShouldBe(
            "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
    }

    [Fact]
    public void ServerSideApply_notesOwners_andTellsOfConflicts()
    {
        const string Type = "application/apply-patch+yaml";
        door.Json("PATCH", Examples + "/one?fieldManager=a", Example("\"image\":\"web\""), Type)["spec"]!["size"]!.GetValue<int>().ShouldBe(3);
        door.Refusal(409, "PATCH", Examples + "/one?fieldManager=b", Example("\"image\":\"shop\""), Type).ShouldStartWith("Apply failed with 1 conflict: conflict with \"a\"");
        door.Json("PATCH", Examples + "/one?fieldManager=b&force=true", Example("\"image\":\"shop\""), Type)["spec"]!["image"]!.GetValue<string>().ShouldBe("shop");
    }

    [Fact]
    public void Watch_ofACustomKind_tellsOfChanges()
    {
        var answer = door.Send("GET", Examples + "?watch=true");
        answer.Code.ShouldBe(200);
        answer.Stream.ShouldNotBeNull();
    }

    [Fact]
    public void Definition_thatGoes_takesItsObjectsAlong_andIsServedUntilThen()
    {
        door.Json("POST", Examples, Example("\"image\":\"a\""));
        door.Json("DELETE", Definitions + "/examples.test.com");
        door.Json("GET", Definitions + "/examples.test.com")["metadata"]!["finalizers"]!.ToJsonString().ShouldBe("[\"customresourcecleanup.apiextensions.k8s.io\"]");
        door.Json("GET", Examples + "/one");
        door.Cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        door.Send("GET", Definitions + "/examples.test.com").Code.ShouldBe(404);
        door.Send("GET", Examples).Code.ShouldBe(404);
        door.Json("POST", Definitions, Definition);
        door.Json("GET", Examples)["items"]!.AsArray().Count.ShouldBe(0);
    }

    [Fact]
    public void Definition_thatChanges_keepsItsObjects()
    {
        door.Json("POST", Examples, Example("\"image\":\"a\""));
        door.Json("PATCH", Definitions + "/examples.test.com", "{\"spec\":{\"names\":{\"shortNames\":[\"xs\"]}}}", Merge);
        door.Json("GET", Examples)["items"]!.AsArray().Count.ShouldBe(1);
        Door.Text(door.Send("GET", "/apis/test.com/v1")).ShouldContain("\"shortNames\":[\"xs\"]");
    }

    [Theory]
    [InlineData("\"name\":\"examples.test.com\"", "\"name\":\"others.test.com\"", "metadata.name: Invalid value: \"others.test.com\": must be spec.names.plural+\".\"+spec.group")]
    [InlineData("\"scope\":\"Namespaced\"", "\"scope\":\"Everywhere\"", "spec.scope: Unsupported value: \"Everywhere\": supported values: \"Cluster\", \"Namespaced\"")]
    [InlineData("\"storage\":false", "\"storage\":true", "spec.versions: Invalid value: \"\": must have exactly one version marked as storage version")]
    [InlineData("\"openAPIV3Schema\":{\"type\":\"object\",\"x-", "\"other\":{\"type\":\"object\",\"x-", "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required")]
    public void Definition_thatCannotBeServed_isRefused(string part, string instead, string why) =>
        new Door().Refusal(422, "POST", Definitions, Definition.Replace(part, instead, StringComparison.Ordinal)).ShouldContain(why);

    private static string Example(string spec, string more = "") => $"{{\"apiVersion\":\"test.com/v1\",\"kind\":\"Example\",\"metadata\":{{\"name\":\"one\"}},\"spec\":{{{spec}}}{more}}}";
}
