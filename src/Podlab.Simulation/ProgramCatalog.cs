using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers;
using Podlab.Simulation.Servers.Redis;
using Podlab.Simulation.Servers.Sql;
using Podlab.Simulation.Shell;
using Podlab.Simulation.Utilities;

namespace Podlab.Simulation;

/// <summary>Every program that an image's files can name.</summary>
public sealed class ProgramCatalog : IProgramCatalog
{
    private readonly Dictionary<string, IProgram> programs = new(StringComparer.Ordinal)
    {
        ["sh"] = new ShellProgram(),
        ["ash"] = new ShellProgram(keepsAllNames: true),
        ["busybox"] = new BusyBox(),
        ["pause"] = new PauseProgram(),
        ["nginx"] = new Nginx(),
        ["apache"] = new Apache(),
        ["redis-server"] = new RedisServer(),
        ["redis-cli"] = new RedisCli(),
        ["mysql"] = new MySql(),
        ["mysql-client"] = new MySqlClient(),
        ["postgres"] = new Postgres(),
        ["pg_isready"] = new PgIsReady(),
        ["curl"] = new Curl(),
        ["agnhost"] = new Agnhost(),
        ["http-echo"] = new HttpEcho(),
        ["greeting-app"] = new GreetingApp(),
        ["nslookup-1.28"] = new Utilities.Net.OldNslookup(),
        ["coredns"] = new CoreDns(),
        ["kube-proxy"] = new KubeProxy(),
        ["stress"] = new Stress(),
    };

    public IProgram? Find(string name) => programs.GetValueOrDefault(name);

    /// <summary>Adds a program that image files can name, or replaces one.</summary>
    public void Add(string name, IProgram program) => programs[name] = program;
}
