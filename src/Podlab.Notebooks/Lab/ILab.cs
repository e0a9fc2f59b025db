using Podlab.Api.Model;
using Podlab.Display.Causes;
using Podlab.Display.Histories;
using Podlab.Engine.Time;
using Podlab.Kubectl.Files;
using Podlab.Notebooks.Cells;

namespace Podlab.Notebooks.Lab;

/// <summary>The cluster that a notebook's cells act upon, whichever engine it is. All members are called on the session's thread.</summary>
public interface ILab
{
    /// <summary>The cluster's time.</summary>
    EventLoop Clock { get; }

    /// <summary>The notebook's own files, which kubectl's <c>-f</c> reads.</summary>
    IKubectlFiles Files { get; }

    /// <summary>Runs kubectl; a command that waits (<c>wait</c>, <c>delete</c>, <c>logs -f</c>) moves time as it must.</summary>
    /// <param name="stdin">Null: closed.</param>
    KubectlAnswer Kubectl(IReadOnlyList<string> arguments, string? stdin);

    /// <summary>The same, and what is printed is handed over as it comes, so that the two streams keep their order. Gives the exit code.</summary>
    int Kubectl(IReadOnlyList<string> arguments, string? stdin, Action<string> output, Action<string> errors);

    void Advance(TimeSpan span);

    /// <summary>Moves time until the Pod's STATUS, phase or a true condition reads <paramref name="word"/> (<c>gone</c>: it is no more); says whether it did.</summary>
    bool AdvanceUntil(string pod, string word, TimeSpan limit);

    /// <summary>The Pods of a namespace, by name.</summary>
    IReadOnlyList<Pod> Pods(string namespaceName);

    /// <summary>What became of a Pod so far, also of one that is gone; null when there never was one.</summary>
    PodHistory? History(string namespaceName, string pod);

    /// <summary>The chain of causes behind the state of a Pod (<c>web</c>), a service (<c>service/web</c>) or a workload, in the namespace of kubectl's context.</summary>
    /// <exception cref="CellException">There is no such object, or its kind cannot be asked about.</exception>
    CausePicture Why(string reference);

    /// <summary>Breaks something or mends it, in the words of <c>#!fault</c>; <c>list</c> (or nothing) tells what is broken. Gives what is so now.</summary>
    /// <exception cref="CellException">The words mean nothing, or there is no such node, pod or process.</exception>
    string Fault(string words);

    /// <summary>The names that C# cells use.</summary>
    CellGlobals CreateGlobals();

    /// <summary>The Pod's present state in a few words.</summary>
    string Describe(string pod);
}
