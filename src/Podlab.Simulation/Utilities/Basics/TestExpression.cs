using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Basics;

/// <summary><c>test</c>, <c>[</c> and <c>[[</c>: 0 true, 1 false, 2 a wrong expression.</summary>
public sealed class TestExpression
{
    private readonly Process process;
    private readonly IReadOnlyList<string> words;
    private readonly int end;
    private readonly bool doubled;
    private int position = 1;
    private string? error;

    private TestExpression(Process process, IReadOnlyList<string> words, int end, bool doubled)
    {
        this.process = process;
        this.words = words;
        this.end = end;
        this.doubled = doubled;
    }

    public static int Evaluate(Process process, IReadOnlyList<string> arguments, Action<string> complain)
    {
        var name = Process.BaseName(arguments[0]);
        var end = arguments.Count;
        if (name is "[" or "[[")
        {
            var close = name == "[" ? "]" : "]]";
            if (arguments[^1] != close)
            {
                complain($"missing {close}");
                return 2;
            }

            end--;
        }

        if (end == 1) return 1;
        var expression = new TestExpression(process, arguments, end, name == "[[");
        var value = expression.Or();
        if (expression.error is null && expression.position < end) expression.error = $"{arguments[expression.position]}: unknown operand";
        if (expression.error is null) return value ? 0 : 1;
        complain(expression.error);
        return 2;
    }

    private bool Or()
    {
        var value = And();
        while (error is null && position < end && (words[position] == "-o" || (doubled && words[position] == "||")))
        {
            position++;
            value |= And();
        }

        return value;
    }

    private bool And()
    {
        var value = Not();
        while (error is null && position < end && (words[position] == "-a" || (doubled && words[position] == "&&")))
        {
            position++;
            value &= Not();
        }

        return value;
    }

    private bool Not()
    {
        if (position < end && words[position] == "!" && position + 1 < end && !(end - position == 3 && IsBinary(words[position + 1])))
        {
            position++;
            return !Not();
        }

        return Primary();
    }

    private bool Primary()
    {
        if (position >= end)
        {
            error ??= "argument expected";
            return false;
        }

        var word = words[position];
        if (position + 2 < end && IsBinary(words[position + 1])) return Binary();
        if (word == "(" && position + 1 < end)
        {
            position++;
            var value = Or();
            if (position >= end || words[position] != ")") error ??= "closing paren expected";
            position++;
            return value;
        }

        if (word.Length == 2 && word[0] == '-' && "bcdefghknprstuwxzGLOS".Contains(word[1], StringComparison.Ordinal) && position + 1 < end)
        {
            position += 2;
            return Unary(word[1], words[position - 1]);
        }

        position++;
        return word.Length > 0;
    }

    private bool IsBinary(string word) => (doubled && word == "=~") || word is "=" or "==" or "!=" or "<" or ">" or "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge" or "-nt" or "-ot" or "-ef";

    private bool Binary()
    {
        var (left, operation, right) = (words[position], words[position + 1], words[position + 2]);
        position += 3;
        switch (operation)
        {
            case "=" or "==":
                return doubled ? Shell.Expansion.Pattern.Matches(right, left) : left == right;
            case "!=":
                return doubled ? !Shell.Expansion.Pattern.Matches(right, left) : left != right;
            case "<":
                return string.CompareOrdinal(left, right) < 0;
            case ">":
                return string.CompareOrdinal(left, right) > 0;
            case "=~":
                return Text.PosixRegex.Create(right, extended: true, ignoreCase: false).IsMatch(left);
            case "-nt" or "-ot" or "-ef":
                var a = Find(left);
                var b = Find(right);
                return operation switch
                {
                    "-ef" => a is not null && a == b,
                    "-nt" => a is not null && b is not null && a.Modified > b.Modified,
                    _ => a is not null && b is not null && a.Modified < b.Modified,
                };
        }

        var (x, y) = (Number(left), Number(right));
        return operation switch
        {
            "-eq" => x == y,
            "-ne" => x != y,
            "-lt" => x < y,
            "-le" => x <= y,
            "-gt" => x > y,
            _ => x >= y,
        };
    }

    private long Number(string text)
    {
        if (long.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        error ??= text.Length > 18 && text.TrimStart('-').All(char.IsAsciiDigit) ? $"{text}: out of range" : text.Length == 0 ? "bad number" : $"{text}: bad number";
        return 0;
    }

    private Node? Find(string path, bool follow = true) => process.Tree.Find(process, path, follow, out var node) == Errno.Ok ? node : null;

    private bool Unary(char letter, string operand)
    {
        switch (letter)
        {
            case 'n': return operand.Length > 0;
            case 'z': return operand.Length == 0;
            case 't': return Number(operand) is var number && process.Files[(int)number]?.IsTerminal == true;
            case 'h' or 'L': return Find(operand, follow: false) is SymlinkNode or IMagicLink;
        }

        if (Find(operand) is not { } node) return false;
        return letter switch
        {
            'e' => true,
            'f' => node is FileNode,
            'd' => node is DirectoryNode,
            's' => node.Size > 0,
            'r' => process.Credentials.May(node, 4),
            'w' => process.Credentials.May(node, 2),
            'x' => process.Credentials.May(node, 1),
            'b' => node.Letter == 'b',
            'c' => node.Letter == 'c',
            'p' => node.Letter == 'p',
            'S' => node.Letter == 's',
            'u' => (node.Mode & 0x800) != 0,
            'g' => (node.Mode & 0x400) != 0,
            'k' => (node.Mode & 0x200) != 0,
            'O' => node.Uid == process.Credentials.Uid,
            'G' => node.Gid == process.Credentials.Gid,
            _ => false,
        };
    }
}

internal sealed class Test : Utility
{
    public override IReadOnlyList<string> Names => ["test", "[", "[["];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var errors = new List<string>();
        var status = TestExpression.Evaluate(run.Process, run.Process.Arguments, errors.Add);
        foreach (var error in errors) await run.ErrorAsync(error);
        return status;
    }
}
