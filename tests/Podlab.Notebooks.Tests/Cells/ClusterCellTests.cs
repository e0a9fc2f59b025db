using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Tests.Sessions;

namespace Podlab.Notebooks.Tests.Cells;

/// <summary>Cells that act on the cluster, as chapters use them.</summary>
public class ClusterCellTests
{
    private const string Sleeper = """
        #!manifest
        apiVersion: v1
        kind: Pod
        metadata: {name: sleeper}
        spec:
          containers:
          - {name: app, image: "busybox:1.36", command: [sleep, "3600"]}
        """;

    [Fact]
    public void Manifest_is_applied_and_time_brings_the_pod_up()
    {
        using var session = new ASession();
        session.Show(Sleeper).ShouldBe("pod/sleeper created\n");
        session.Show("kubectl get pod sleeper --no-headers").ShouldMatch("^sleeper +0/1 +(Pending|ContainerCreating) +0 +0s\n$");
        session.Show("#!time until sleeper Running within 1m\nkubectl get pod sleeper -o jsonpath='{.status.phase}'").ShouldMatch("^t = [0-9.]+s\nRunning$");
    }

    [Fact]
    public void Traffic_goes_out_as_time_moves_and_shows_as_a_picture()
    {
        using var session = new ASession();
        session.Run("kubectl create deployment web --image=nginx:1.25.3 --port=80\nkubectl expose deployment web --type=NodePort");
        session.Run("#!time +30s");
        session.Show("var t = Traffic(\"svc/web\", rate: 5, duration: \"4s\"); t.Report.Requests.Count").ShouldBe("=> 0\n");
        var shown = session.Run("Advance(\"5s\"); t").Outputs.OfType<DisplayOutput>().Single().Data;
        shown["text/plain"].ShouldStartWith("svc/web: 20 requests in 3.8 s, 20 ok, 0 failed (200: 20)\n");
        shown.Keys.ShouldContain("image/svg+xml");
        session.Show("cluster.Traffic.Run(new TrafficPlan { Target = \"svc/web\", From = \"outside\" }).Failed").ShouldBe("=> 0\n");
        session.Show("Traffic(\"svc/nothing\")").ShouldContain("there is no service \"nothing\" in namespace \"default\"");
        session.Show("Traffic(\"svc/web\", from: \"nobody\")").ShouldContain("there is no pod \"nobody\" in namespace \"default\" to send from");
    }

    [Fact]
    public void Manifest_again_is_unchanged()
    {
        using var session = new ASession();
        session.Run(Sleeper);
        session.Show(Sleeper).ShouldBe("pod/sleeper unchanged\n");
    }

    [Fact]
    public void Files_of_earlier_cells_are_what_kubectl_reads()
    {
        using var session = new ASession();
        session.Show("#!file configs/one.yaml\n{apiVersion: v1, kind: ConfigMap, metadata: {name: one}}\n#!file configs/two.yaml\n{apiVersion: v1, kind: ConfigMap, metadata: {name: two}}").ShouldBe("");
        session.Show("kubectl apply -f configs/").ShouldBe("configmap/one created\nconfigmap/two created\n");
        session.Show("kubectl apply -f nowhere.yaml").ShouldBe("[stderr] error: the path \"nowhere.yaml\" does not exist\n");
    }

    [Fact]
    public void Kubectl_here_document_is_its_input()
    {
        using var session = new ASession();
        session.Show("kubectl apply -f - <<EOF\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\nEOF\nkubectl get cm one -o name").ShouldBe("configmap/one created\nconfigmap/one\n");
    }

    [Fact]
    public void Kubectl_failure_is_shown_and_the_cell_goes_on()
    {
        using var session = new ASession();
        var result = session.Run("kubectl get pod nobody\nkubectl get nodes -o name");
        result.Error.ShouldBeNull();
        result.Outputs.ShouldBe([new StreamOutput("stderr", "Error from server (NotFound): pods \"nobody\" not found\n"), new StreamOutput("stdout", "node/node-1\nnode/node-2\nnode/node-3\n")]);
    }

    [Fact]
    public void Delete_waits_in_virtual_time_for_the_grace_period()
    {
        using var session = new ASession();
        session.Run(Sleeper + "\n#!time +10s");
        session.Show("kubectl delete pod sleeper").ShouldBe("pod \"sleeper\" deleted from default namespace\n");
        session.Session.Lab.Clock.Elapsed.TotalSeconds.ShouldBeInRange(40, 43);
    }

    [Fact]
    public void Shell_runs_its_lines_in_the_container()
    {
        using var session = new ASession();
        session.Run(Sleeper + "\n#!time +10s");
        session.Show("#!sh sleeper\nname=world\necho \"hello $name from $(hostname)\"\nexit 3").ShouldBe("hello world from sleeper\n[stderr] command terminated with exit code 3\n");
        session.Show("#!sh\necho").ShouldBe("! line 1: which Pod?\n! Usage: #!sh POD [-c CONTAINER] [-n NAMESPACE]\n");
    }

    [Fact]
    public void Names_of_csharp_cells_give_the_pod_its_changes_and_its_picture()
    {
        using var session = new ASession();
        session.Run(Sleeper);
        session.Show("AdvanceUntil(\"sleeper\", \"Ready\", within: \"1m\")").ShouldBe("=> True\n");
        session.Show("Pod(\"sleeper\").Status.ContainerStatuses[0].RestartCount").ShouldBe("=> 0\n");
        session.Show("Kubectl(\"get pods -o name\").Lines").ShouldBe("=> [\"pod/sleeper\"]\n");
        session.Show("Changes(\"sleeper\").Columns").ShouldBe("=> [\"TIME\", \"READY\", \"STATUS\", \"RESTARTS\", \"PHASE\"]\n");
        session.Run("Timeline(\"sleeper\")").Outputs.ShouldHaveSingleItem().ShouldBeOfType<DisplayOutput>().Data.Keys.ShouldBe(["image/svg+xml", "text/plain"]);
        session.Show("Pod(\"nobody\")").ShouldStartWith("! NotFound: there is no Pod \"nobody\" in namespace \"default\" (now: sleeper)\n");
    }

    [Fact]
    public void Check_shows_whether_an_exercise_is_solved()
    {
        using var session = new ASession();
        session.Show("Check(\"one is one\", 1 == 1, \"think\");\nCheck(\"one is two\", 1 == 2, \"think again\");").ShouldBe("✓ one is one\n✗ not yet: one is two\n  hint: think again\n");
    }

    [Fact]
    public void Help_names_every_cell_language_and_every_name()
    {
        using var session = new ASession();
        var help = session.Show("#!help");
        foreach (var language in Podlab.Notebooks.Cells.CellLanguages.All) help.ShouldContain(language.Usage);
        foreach (var member in typeof(Podlab.Notebooks.Lab.CellGlobals).GetMembers(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.DeclaredOnly)
            .Where(member => member is System.Reflection.PropertyInfo or System.Reflection.MethodInfo { IsSpecialName: false })) help.ShouldContain(member.Name);
    }
}
