using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

/// <summary>The file descriptors of one process.</summary>
public sealed class FileTable
{
    public const int Limit = 1024;
    private OpenFile?[] files = new OpenFile?[4];
    private HashSet<int>? closeOnExec;

    public OpenFile? this[int number] => number >= 0 && number < files.Length ? files[number] : null;

    /// <summary>Numbers in use, ascending.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(0, files.Length).Where(number => files[number] is not null);

    /// <summary>Puts a file at the lowest free number from <paramref name="from"/> on; -1 when there is none.</summary>
    public int Add(OpenFile file, int from = 0)
    {
        for (var number = from; number < Limit; number++)
        {
            if (this[number] is not null) continue;
            Set(number, file);
            return number;
        }

        return -1;
    }

    /// <summary>Puts a file at a number, closing what was there. The table owns the reference.</summary>
    public void Set(int number, OpenFile file)
    {
        if (number >= files.Length) Array.Resize(ref files, Math.Max(number + 1, files.Length * 2));
        var old = files[number];
        files[number] = file;
        closeOnExec?.Remove(number);
        old?.Close();
    }

    public bool Close(int number)
    {
        if (this[number] is not { } file) return false;
        files[number] = null;
        closeOnExec?.Remove(number);
        file.Close();
        return true;
    }

    public void SetCloseOnExec(int number) => (closeOnExec ??= []).Add(number);

    public void CloseAll()
    {
        for (var number = 0; number < files.Length; number++) Close(number);
    }

    internal void CloseForExec()
    {
        if (closeOnExec is null) return;
        foreach (var number in closeOnExec.ToArray()) Close(number);
    }

    internal FileTable Copy()
    {
        var copy = new FileTable { files = new OpenFile?[files.Length], closeOnExec = closeOnExec is null ? null : [.. closeOnExec] };
        for (var number = 0; number < files.Length; number++) copy.files[number] = files[number]?.Share();
        return copy;
    }
}
