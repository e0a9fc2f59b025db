using Podlab.Engine.Runtime;
using Podlab.Simulation.Tests.Runtime;

namespace Podlab.Simulation.Tests.Servers;

public class RedisTests
{
    private static (Node Node, ContainerId Redis) Start(string image = "redis:7", IReadOnlyList<VolumeMountConfig>? mounts = null, params string[] args)
    {
        var node = new Node();
        node.Run(() => node.Runtime.PullImageAsync(image));
        var id = node.Start(new ContainerConfig { Name = "redis", Image = image, Args = args.Length > 0 ? args : ["redis-server"], Mounts = mounts ?? [] });
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        return (node, id);
    }

    [Theory]
    [InlineData("set a 1; get a; append a 2; strlen a; incr a; get nosuch", "OK\n1\n2\n2\n13\n\n")]
    [InlineData("set a 1 EX 10; ttl a; persist a; ttl a; expire a 5; ttl a; ttl nosuch", "OK\n10\n1\n-1\n1\n5\n-2\n")]
    [InlineData("rpush l a b c; lrange l 0 -1; lpop l; llen l; lindex l -1; type l", "3\na\nb\nc\na\n2\nc\nlist\n")]
    [InlineData("hset h f 1 g 2; hgetall h; hincrby h f 4; hdel h f g; exists h", "2\nf\n1\ng\n2\n5\n2\n0\n")]
    [InlineData("zadd z 2 b 1 a; zrange z 0 -1 WITHSCORES; zscore z b; sadd s x y x; scard s", "2\na\n1\nb\n2\n2\n2\n2\n")]
    [InlineData("get", "ERR wrong number of arguments for 'get' command\n\n")]
    [InlineData("foo bar", "ERR unknown command 'foo', with args beginning with: 'bar' \n\n")]
    [InlineData("rpush l a; get l", "1\nWRONGTYPE Operation against a key holding the wrong kind of value\n\n")]
    [InlineData("set a x; incr a; set a 1 EX x", "OK\nERR value is not an integer or out of range\n\nERR value is not an integer or out of range\n\n")]
    [InlineData("config set maxmemory 2mb; config get maxmemory; config get maxmemory-policy", "OK\nmaxmemory\n2097152\nmaxmemory-policy\nnoeviction\n")]
    [InlineData("multi", "OK\n")]
    public void Client_prints_what_the_real_one_prints(string commands, string printed)
    {
        var (node, redis) = Start();
        node.Exec(redis, null, "sh", "-c", string.Join("; ", commands.Split("; ").Select(command => "redis-cli " + command))).ShouldBe((0, printed, ""));
    }

    [Fact]
    public void Client_shows_types_to_people()
    {
        var (node, redis) = Start();
        node.Exec(redis, null, "sh", "-c", "redis-cli --no-raw rpush l a b; redis-cli --no-raw lrange l 0 -1; redis-cli --no-raw get q; redis-cli --no-raw keys 'z*'; redis-cli --no-raw foo").Stdout
            .ShouldBe("(integer) 2\n1) \"a\"\n2) \"b\"\n(nil)\n(empty array)\n(error) ERR unknown command 'foo', with args beginning with: \n");
    }

    [Fact]
    public void Password_is_asked_for()
    {
        var (node, redis) = Start("redis:7", null, "redis-server", "--requirepass", "secret");
        node.Exec(redis, null, "redis-cli", "ping").Stdout.ShouldBe("NOAUTH Authentication required.\n\n");
        node.Exec(redis, null, "redis-cli", "--no-auth-warning", "-a", "secret", "ping").ShouldBe((0, "PONG\n", ""));
        node.Exec(redis, null, "redis-cli", "-a", "wrong", "ping").Stderr.ShouldContain("AUTH failed: WRONGPASS");
    }

    [Fact]
    public void Message_reaches_the_subscriber()
    {
        var (node, redis) = Start();
        node.Exec(redis, null, "sh", "-c", "redis-cli subscribe ch >/tmp/s & sleep 1; redis-cli publish ch hi; sleep 1; kill $!; cat /tmp/s").Stdout.ShouldBe("1\nsubscribe\nch\n1\nmessage\nch\nhi\n");
    }

    [Fact]
    public void Data_in_a_volume_outlives_the_container()
    {
        var node = new Node();
        node.Run(() => node.Runtime.PullImageAsync("redis:7"));
        var volume = node.Run(() => node.Runtime.CreateVolumeAsync(new VolumeConfig { Name = "v" }));
        var config = new ContainerConfig { Name = "redis", Image = "redis:7", Args = ["redis-server"], Mounts = [new VolumeMountConfig { Volume = volume, ContainerPath = "/data" }] };
        var first = node.Start(config);
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        node.Exec(first, null, "redis-cli", "set", "a", "kept").Code.ShouldBe(0);
        node.Run(() => node.Runtime.StopContainerAsync(first, TimeSpan.FromSeconds(30)));
        node.Status(first).ExitCode.ShouldBe(0);
        node.Log(first).ShouldContain("Received SIGTERM scheduling shutdown...");
        node.Log(first).ShouldContain("DB saved on disk");
        var second = node.Start(config);
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        node.Exec(second, null, "redis-cli", "get", "a").Stdout.ShouldBe("kept\n");
        node.Log(second).ShouldContain("Done loading RDB, keys loaded: 1, keys expired: 0.");
    }

    [Fact]
    public void Missing_configuration_ends_the_server()
    {
        var (node, redis) = Start("redis:7", null, "redis-server", "/nosuch.conf");
        node.Status(redis).ExitCode.ShouldBe(1);
        node.Log(redis).ShouldContain("# Fatal error, can't open config file '/nosuch.conf': No such file or directory");
    }
}
