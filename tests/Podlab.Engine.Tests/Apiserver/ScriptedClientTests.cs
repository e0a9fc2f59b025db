using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Tests.Apiserver;

/// <summary>What scripts look for in the server's own texts and defaults.</summary>
public sealed class ScriptedClientTests
{
    private const string Review = "{\"kind\":\"SubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"spec\":{\"user\":\"bob\"}}";
    private const string Reviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    private readonly Door door = new();

    [Theory]
    [InlineData("/api/v1", "{\"name\":\"configmaps\",\"singularName\":\"configmap\",\"namespaced\":true,\"kind\":\"ConfigMap\",\"verbs\":[\"create\",\"delete\",\"deletecollection\",\"get\",\"list\",\"patch\",\"update\",\"watch\"],\"shortNames\":[\"cm\"],\"storageVersionHash\":")]
    [InlineData("/api/v1", "{\"kind\":\"APIResourceList\",\"groupVersion\":\"v1\",\"resources\":[")]
    [InlineData("/apis/apps", "{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\",\"name\":\"apps\",\"versions\":[{\"groupVersion\":\"apps/v1\",\"version\":\"v1\"}],\"preferredVersion\":")]
    [InlineData("/openapi/v2", "List of services")]
    [InlineData("/openapi/v2", "list of returned")]
    [InlineData("/openapi/v2", "Watch for changes to the described resources")]
    public void Document_hasThisPiece(string path, string piece) => Door.Text(door.Send("GET", path)).ShouldContain(piece);

    [Theory]
    [InlineData("curl/8.5.0", "", "\"allowed\": true")]
    [InlineData("Wget/1.24", "", "\"allowed\": true")]
    [InlineData("kubectl/v1.33.1", "", "\"allowed\":true")]
    [InlineData("kubectl/v1.33.1", "?pretty=true", "\"allowed\": true")]
    [InlineData("curl/8.5.0", "?pretty=0", "\"allowed\":true")]
    public void Answer_isIndented_forPeople(string agent, string query, string piece) => Door.Text(door.Send("POST", Reviews + query, Review, agent: agent)).ShouldContain(piece);

    [Fact]
    public void SigningRequest_notesWhoAsks()
    {
        const string Body = "{\"apiVersion\":\"certificates.k8s.io/v1\",\"kind\":\"CertificateSigningRequest\",\"metadata\":{\"name\":\"foo\"},\"spec\":{\"request\":\"eA==\",\"signerName\":\"a.b/c\",\"usages\":[\"client auth\"],\"username\":\"root\"}}";
        var answer = Door.Text(door.Send("POST", "/apis/certificates.k8s.io/v1/certificatesigningrequests", Body, user: new ApiUser("user1", ["group2", "system:authenticated"], "7")));
        answer.ShouldContain("\"groups\":[\"group2\",\"system:authenticated\"],\"request\":\"eA==\",\"signerName\":\"a.b/c\",\"uid\":\"7\",\"usages\":[\"client auth\"],\"username\":\"user1\"");
    }

    [Theory]
    [InlineData("", "{\"dryRun\":[\"All\"]}", 201, true)]
    [InlineData("?dryRun=All", "{}", 201, true)]
    [InlineData("", "{}", 201, false)]
    public void Eviction_onTrial_leavesThePod(string query, string options, int code, bool stays)
    {
        const string Pods = "/api/v1/namespaces/default/pods";
        door.Json("POST", Pods, "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}");
        door.Send("POST", Pods + "/web/eviction" + query, $"{{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{{\"name\":\"web\"}},\"deleteOptions\":{options}}}").Code.ShouldBe(code);
        door.Send("GET", Pods + "/web").Code.ShouldBe(stays ? 200 : 404);
    }

    [Fact]
    public void DefaultRoles_areThereWhereAskedFor()
    {
        const string Roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        door.Json("GET", Roles)["items"]!.AsArray().ShouldBeEmpty();
        var served = new Door(new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false, DefaultRoles = true });
        served.Json("GET", Roles + "?limit=10")["metadata"]!["continue"].ShouldNotBeNull();
        Door.Text(served.Send("GET", Roles + "/cluster-admin")).ShouldContain("\"rules\":[{\"apiGroups\":[\"*\"],\"resources\":[\"*\"],\"verbs\":[\"*\"]},{\"nonResourceURLs\":[\"*\"],\"verbs\":[\"*\"]}]");
        var (view, edit) = (served.Json("GET", Roles + "/view"), served.Json("GET", Roles + "/edit"));
        view["metadata"]!["labels"]!.ToJsonString().ShouldBe("{\"kubernetes.io/bootstrapping\":\"rbac-defaults\",\"rbac.authorization.k8s.io/aggregate-to-edit\":\"true\"}");
        edit["rules"]!.AsArray().Count.ShouldBeGreaterThan(view["rules"]!.AsArray().Count);
        served.Json("GET", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/cluster-admin")["subjects"]![0]!["name"]!.GetValue<string>().ShouldBe("system:masters");
    }
}
