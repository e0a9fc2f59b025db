using System.Text;
using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Tables;

namespace Podlab.Simulation.Tests.Nodes;

public class PrivateRegistryTests
{
    private const string Image = "registry.example.com/team/nginx:1.27";
    private const string Failed = "failed to pull and unpack image \"registry.example.com/team/nginx:1.27\": failed to resolve image: ";

    [Fact]
    public void Without_a_secret_the_pull_is_refused()
    {
        var world = new NodeWorld();
        Run(world, "web");
        world.Advance(3);
        Status(world, "web").ShouldBe("ErrImagePull");
        world.Events("web").ShouldContain($"Warning Failed Failed to pull image \"{Image}\": {Failed}pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials");
    }

    [Theory]
    [InlineData("registry.example.com", "learner", "s3cret", true)]
    [InlineData("https://registry.example.com/v2/", "learner", "s3cret", true)]
    [InlineData("*.example.com", "learner", "s3cret", true)]
    [InlineData("registry.example.com/team", "learner", "s3cret", true)]
    [InlineData("registry.example.com/other", "learner", "s3cret", false)]
    [InlineData("example.com", "learner", "s3cret", false)]
    public void Secret_helps_where_its_key_fits(string key, string user, string password, bool helps)
    {
        var world = new NodeWorld();
        Secret(world, "regcred", (key, user, password));
        Run(world, "web", "regcred");
        world.Advance(20);
        Status(world, "web").ShouldBe(helps ? "Running" : "ImagePullBackOff");
    }

    [Fact]
    public void Wrong_password_is_unauthorized_and_a_right_one_beside_it_helps()
    {
        var world = new NodeWorld();
        Secret(world, "wrong", ("registry.example.com", "learner", "guess"));
        Secret(world, "right", ("registry.example.com", "learner", "s3cret"));
        Run(world, "bad", "wrong");
        world.Advance(3);
        world.Events("bad").ShouldContain($"Warning Failed Failed to pull image \"{Image}\": {Failed}unexpected status from HEAD request to https://registry.example.com/v2/team/nginx/manifests/1.27: 401 Unauthorized");
        Run(world, "good", "wrong", "right");
        world.Advance(10);
        Status(world, "good").ShouldBe("Running");
    }

    [Fact]
    public void Image_on_the_node_is_for_those_who_can_show_what_it_was_pulled_with()
    {
        var world = new NodeWorld();
        Secret(world, "regcred", ("registry.example.com", "learner", "s3cret"));
        Secret(world, "same", ("registry.example.com", "learner", "s3cret"));
        Run(world, "first", "regcred");
        world.Advance(10);
        Run(world, "stranger");
        Run(world, "friend", "same");
        Start(world, "never", policy: "Never");
        world.Advance(3);
        Status(world, "stranger").ShouldBe("ErrImagePull");
        world.Events("friend").ShouldContain($"Normal Pulled Container image \"{Image}\" already present on machine and can be accessed by the pod");
        world.Events("never").ShouldContain($"Warning ErrImageNeverPull Container image \"{Image}\" is not present with pull policy of Never");
    }

    [Fact]
    public void Account_of_the_pod_brings_the_secret()
    {
        var world = new NodeWorld();
        world.Advance(1);
        Secret(world, "regcred", ("registry.example.com", "learner", "s3cret"));
        var account = world.Cluster.Api.Of<ServiceAccount>().Get("default", "default");
        world.Cluster.Api.Of<ServiceAccount>().Update(account with { ImagePullSecrets = [new LocalObjectReference { Name = "regcred" }] });
        Run(world, "web");
        world.Advance(10);
        Status(world, "web").ShouldBe("Running");
    }

    private static void Run(NodeWorld world, string name, params string[] secrets) => Start(world, name, null, secrets);

    private static void Start(NodeWorld world, string name, string? policy, params string[] secrets) => world.Run(
        name, "", container => container with { Image = Image, Command = [], ImagePullPolicy = policy },
        spec: spec => spec with { ImagePullSecrets = [.. secrets.Select(secret => new LocalObjectReference { Name = secret })] });

    private static void Secret(NodeWorld world, string name, (string Key, string User, string Password) entry) => world.Cluster.Api.Of<Secret>().Create(new Secret
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Type = "kubernetes.io/dockerconfigjson",
        StringData = ValueMap.Of((".dockerconfigjson", JsonSerializer.Serialize(new
        {
            auths = new Dictionary<string, object> { [entry.Key] = new { auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{entry.User}:{entry.Password}")) } },
        }))),
    });

    private static string Status(NodeWorld world, string pod) => PodColumns.Of(world.Pod(pod), world.Cluster.Clock.Now).Status;
}
