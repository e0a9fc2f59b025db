using Podlab.Engine.Runtime;
using Podlab.Simulation.Tests.Runtime;

namespace Podlab.Simulation.Tests.Servers;

public class DatabaseTests
{
    private static (Node Node, ContainerId Id) Start(string image, double seconds, params (string Name, string Value)[] environment)
    {
        var node = new Node();
        node.Run(() => node.Runtime.PullImageAsync(image));
        var id = node.Start(new ContainerConfig { Name = "db", Image = image, Environment = [.. environment.Select(pair => new KeyValuePair<string, string>(pair.Name, pair.Value))] });
        node.Loop.Advance(TimeSpan.FromSeconds(seconds));
        return (node, id);
    }

    [Theory]
    [InlineData("-uroot -psecret -e 'show databases'", "Database\napp\ninformation_schema\nmysql\nperformance_schema\nsys\n", "")]
    [InlineData("-ujoe -ppw app -e 'create table t (id int auto_increment primary key, n varchar(9)); insert into t (n) values (\"a\"),(\"b\"); select * from t; select count(*) from t where id > 1'", "id\tn\n1\ta\n2\tb\ncount(*)\n1\n", "")]
    [InlineData("-uroot -psecret -N -e 'select 1+1'", "2\n", "")]
    [InlineData("-uroot -pwrong -e 'select 1'", "", "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)\n")]
    [InlineData("-uroot -psecret -e 'use nosuch'", "", "ERROR 1049 (42000) at line 1: Unknown database 'nosuch'\n")]
    [InlineData("-uroot -psecret -e 'selec 1'", "", "ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near 'selec 1' at line 1\n")]
    public void Mysql_answers_its_client(string arguments, string stdout, string stderr)
    {
        var (node, id) = Start("mysql:8.0", 20, ("MYSQL_ROOT_PASSWORD", "secret"), ("MYSQL_DATABASE", "app"), ("MYSQL_USER", "joe"), ("MYSQL_PASSWORD", "pw"));
        var answer = node.Exec(id, null, "sh", "-c", "mysql " + arguments);
        (answer.Stdout, answer.Stderr.Replace("mysql: [Warning] Using a password on the command line interface can be insecure.\n", "", StringComparison.Ordinal)).ShouldBe((stdout, stderr));
    }

    [Fact]
    public void Mysqladmin_pings_the_server_that_is_up()
    {
        var (node, id) = Start("mysql:8.0", 20, ("MYSQL_ALLOW_EMPTY_PASSWORD", "yes"));
        node.Exec(id, null, "mysqladmin", "ping").ShouldBe((0, "mysqld is alive\n", ""));
        var (early, starting) = Start("mysql:8.0", 3, ("MYSQL_ALLOW_EMPTY_PASSWORD", "yes"));
        early.Exec(starting, null, "mysqladmin", "ping").Stderr.ShouldContain("Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)");
    }

    [Fact]
    public void Postgres_asks_for_a_password()
    {
        var (node, id) = Start("postgres:16", 5);
        node.Status(id).ExitCode.ShouldBe(1);
        node.Log(id).ShouldContain("! Error: Database is uninitialized and superuser password is not specified.\n");
        var (other, running) = Start("postgres:16", 5, ("POSTGRES_PASSWORD", "x"));
        other.Exec(running, null, "pg_isready").ShouldBe((0, "/var/run/postgresql:5432 - accepting connections\n", ""));
        other.Log(running).ShouldContain("database system is ready to accept connections");
    }
}
