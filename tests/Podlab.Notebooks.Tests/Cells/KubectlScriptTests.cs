using Podlab.Notebooks.Cells;

namespace Podlab.Notebooks.Tests.Cells;

public class KubectlScriptTests
{
    public static IEnumerable<TheoryDataRow<string, string[]>> Scripts =>
    [
        new("kubectl get pods\nkubectl get nodes", ["1:get|pods", "2:get|nodes"]) { Label = "two lines" },
        new("# first\n\n  kubectl get pods # now", ["3:get|pods"]) { Label = "comments and blanks" },
        new("kubectl get \\\n  pods \\\n -o wide\nkubectl version", ["1:get|pods|-o|wide", "4:version"]) { Label = "lines that go on" },
        new("kubectl get pod web -o jsonpath='{.status.phase} x'", ["1:get|pod|web|-o|jsonpath={.status.phase} x"]) { Label = "single quotes" },
        new("kubectl run a --env=\"A=b \\\"c\\\" $1\" -- sh -c 'echo $HOME; exit 1'", ["1:run|a|--env=A=b \"c\" $1|--|sh|-c|echo $HOME; exit 1"]) { Label = "double quotes" },
        new("kubectl annotate pod a x=\\$y ''", ["1:annotate|pod|a|x=$y|"]) { Label = "a backslash, an empty word" },
        new("kubectl apply -f - <<EOF\nkind: Pod\n  a: b\nEOF\nkubectl get pods", ["1:apply|-f|-<kind: Pod;  a: b;>", "5:get|pods"]) { Label = "a here-document" },
        new("kubectl apply -f - <<-'END' -n dev\n\tkind: Pod\n\tEND", ["1:apply|-f|-|-n|dev<kind: Pod;>"]) { Label = "a here-document without tabs" },
        new("kubectl run a -- sh -c 'echo 1\necho 2'", ["1:run|a|--|sh|-c|echo 1;echo 2"]) { Label = "a quote over two lines" },
    ];

    [Theory, MemberData(nameof(Scripts))]
    public void Parse_gives_words_and_input(string text, string[] commands) =>
        KubectlScript.Parse(text).Select(command => $"{command.Line}:{string.Join('|', command.Arguments)}{(command.Stdin is { } stdin ? $"<{stdin}>" : "")}".Replace('\n', ';')).ShouldBe(commands);

    [Fact]
    public void Parse_below_the_magic_needs_no_word_kubectl() =>
        KubectlScript.Parse("get pods\nkubectl get nodes", kubectlRequired: false).Select(command => string.Join(' ', command.Arguments)).ShouldBe(["get pods", "get nodes"]);

    public static IEnumerable<TheoryDataRow<string, string>> Refused =>
    [
        new("kubectl get pods | grep web", "line 1: `|` starts a pipe, and a kubectl cell is not a shell") { Label = "pipe" },
        new("\nkubectl get pods > x", "line 2: `>` redirects, and a kubectl cell is not a shell") { Label = "redirection" },
        new("kubectl get pods && kubectl get nodes", "line 1: `&` joins commands, and a kubectl cell is not a shell") { Label = "and" },
        new("kubectl get pod $NAME", "line 1: `$` names a variable, and a kubectl cell is not a shell") { Label = "variable" },
        new("kubectl get pod \"${NAME}\"", "line 1: `$` inside double quotes names a variable, and a kubectl cell is not a shell") { Label = "variable in quotes" },
        new("kubectl get pod `date`", "line 1: a back quote runs a command inside a command, and a kubectl cell is not a shell") { Label = "back quote" },
        new("kubectl get 'pods", "line 1: the quote ' is not closed") { Label = "open quote" },
        new("kubectl get \"pods", "line 1: the quote \" is not closed") { Label = "open double quote" },
        new("kubectl apply -f - <<EOF\nkind: Pod", "line 1: the here-document is not closed") { Label = "open here-document" },
        new("kubectl get pods\nls -l", "line 2: `ls` is not kubectl") { Label = "another program" },
    ];

    [Theory, MemberData(nameof(Refused))]
    public void Parse_of_what_only_a_shell_could_do_says_so(string text, string problem) =>
        Should.Throw<CellException>(() => KubectlScript.Parse(text)).Message.ShouldBe(problem);

    [Fact]
    public void Parse_of_any_text_ends()
    {
        var random = new Random(1);
        const string letters = "kubectl \\\"'\n<E#$-\t";
        for (var i = 0; i < 3000; i++)
        {
            var text = "kubectl " + string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => letters[random.Next(letters.Length)]));
            try
            {
                KubectlScript.Parse(text);
            }
            catch (CellException)
            {
                // An error in words is an answer.
            }
        }
    }
}
