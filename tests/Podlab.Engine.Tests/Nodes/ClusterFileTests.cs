using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Nodes.Pools;

namespace Podlab.Engine.Tests.Nodes;

public class ClusterFileTests
{
    [Fact]
    public void Read_of_a_whole_description()
    {
        var options = ClusterFile.Read("""
            seed: 7
            nodes:
            - name: k8s-master
              roles: [control-plane]
              taints: ["node-role.kubernetes.io/control-plane:NoSchedule", "dedicated=lab:NoExecute"]
            - prefix: worker-
              count: 3
              zones: [a, b]
              labels: {disk: ssd, ssd.count: 2}
              capacity: {cpu: 8, nvidia.com/gpu: 1}
            """, "lab.yaml");
        options.Seed.ShouldBe(7ul);
        var nodes = options.NodePools.SelectMany(pool => pool.Nodes(options.NodeCapacity)).ToList();
        nodes.Select(node => node.Metadata.Name).ShouldBe(["k8s-master", "worker-1", "worker-2", "worker-3"]);
        nodes[0].Metadata.Labels.ContainsKey("node-role.kubernetes.io/control-plane").ShouldBeTrue();
        nodes[0].Spec.Taints.ShouldBe(new[] { new Taint { Key = "node-role.kubernetes.io/control-plane", Effect = "NoSchedule" }, new Taint { Key = "dedicated", Value = "lab", Effect = "NoExecute" } }.ToValueList());
        nodes.Skip(1).Select(node => node.Metadata.Labels["topology.kubernetes.io/zone"]).ShouldBe(["a", "b", "a"]);
        nodes[3].Metadata.Labels["ssd.count"].ShouldBe("2");
        nodes[1].Status.Capacity.Select(entry => $"{entry.Key}={entry.Value}").ShouldBe(["cpu=8", "ephemeral-storage=100Gi", "memory=8Gi", "nvidia.com/gpu=1", "pods=110"]);
    }

    [Theory]
    [InlineData("nodes: []\nnodess: 1", "lab.yaml:2: nodess: there is no such field. There are: seed, systemPods, nodes.")]
    [InlineData("systemPods: maybe\nnodes: []", "lab.yaml:1: systemPods: true or false is needed")]
    [InlineData("seed: 3", "lab.yaml:1: nodes: a list of node pools is needed, for example: nodes: [{count: 3}]")]
    [InlineData("nodes: 3", "lab.yaml:1: nodes: a list is needed")]
    [InlineData("nodes:\n- count: many", "lab.yaml:2: nodes[0].count: a whole number from 0 to 5000 is needed")]
    [InlineData("nodes:\n- count: 1\n- count: 6000", "lab.yaml:3: nodes[1].count: a whole number from 0 to 5000 is needed")]
    [InlineData("nodes:\n- cuont: 1", "lab.yaml:2: nodes[0].cuont: there is no such field. There are: name, prefix, count, labels, annotations, roles, taints, capacity, zones.")]
    [InlineData("nodes:\n- name: a\n  count: 2", "lab.yaml:3: nodes[0].count: several nodes cannot have one name. Write prefix in place of name.")]
    [InlineData("nodes:\n- name: a\n  prefix: b", "lab.yaml:3: nodes[0].prefix: a pool has a name (one node) or a prefix (several), not both")]
    [InlineData("nodes:\n- name: Big_One", "lab.yaml:2: nodes[0].name: \"Big_One\" is no name for a node: lower case letters, digits, '-' and '.', beginning and ending with a letter or digit")]
    [InlineData("nodes:\n- count: 2\n- name: node-2", "lab.yaml:3: nodes[1]: the name node-2 is taken by a pool above. Give this one another name or prefix.")]
    [InlineData("nodes:\n- taints:\n  - a:NoSchedule\n  - b=c:Never", "lab.yaml:4: nodes[0].taints[1]: \"b=c:Never\" is no taint. Write KEY=VALUE:EFFECT or KEY:EFFECT; effects are NoSchedule, PreferNoSchedule, NoExecute.")]
    [InlineData("nodes:\n- capacity:\n    cpu: much", "lab.yaml:3: nodes[0].capacity[cpu]: \"much\" is no quantity. Write 8, 500m, 16Gi or the like.")]
    [InlineData("nodes:\n- labels: [a]", "lab.yaml:2: nodes[0].labels: a mapping is needed")]
    [InlineData("nodes:\n- labels: {\"bad key!\": x}", "lab.yaml:2: nodes[0].labels: Invalid value: \"bad key!\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [InlineData("nodes:\n- count: 1\n  roles: [Bad Role]", "lab.yaml:3: nodes[0].roles: Invalid value: \"node-role.kubernetes.io/Bad Role\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [InlineData("nodes:\n- zones: {a: b}", "lab.yaml:2: nodes[0].zones: a list is needed")]
    [InlineData("nodes:\n- prefix: n", "lab.yaml:2: nodes[0].prefix: YAML reads this as true or false. Put it in quotes.")]
    [InlineData("- count: 3", "lab.yaml:1: a mapping is needed here")]
    [InlineData("", "lab.yaml:1: a mapping is needed here")]
    [InlineData("nodes:\n- count: 1\n  count: 2", "lab.yaml:3: nodes[0].count: the key stands there twice. Remove one.")]
    public void Read_of_what_is_wrong_names_line_and_field(string text, string message) =>
        Should.Throw<ClusterFileException>(() => ClusterFile.Read(text, "lab.yaml")).Message.ShouldBe(message);

    [Fact]
    public void Read_of_broken_yaml_names_the_line() =>
        Should.Throw<ClusterFileException>(() => ClusterFile.Read("nodes:\n- name: [a\n", "lab.yaml")).Message.ShouldStartWith("lab.yaml:");
}
