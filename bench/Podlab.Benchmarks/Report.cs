using System.Globalization;
using System.Security.Cryptography;

namespace Podlab.Benchmarks;

/// <summary>Tables of figures, each with its unit and, where there is one, the goal beside it.</summary>
internal static class Report
{
    /// <summary>The calibration of the measurements on the real cluster: SHA-256 of 256 MB takes 0.15 s where those were made.</summary>
    private const double ReferenceSeconds = 0.15;

    public static void Calibrate()
    {
        var block = new byte[1 << 20];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var cost = Cost.Of(() =>
        {
            for (var i = 0; i < 256; i++) hash.AppendData(block);
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"calibration (SHA-256 of 256 MB): {cost.CpuSeconds:F3} s of processor, {cost.WallSeconds:F3} s on the wall; {ReferenceSeconds} s where the goals were set"));
    }

    public static void Head() => Console.WriteLine($"{"what",-52} {"a second",11} {"a CPU second",13} {"goal",8} {"µs",9} {"bytes each",11} {"collector",12}");

    /// <param name="goal">Operations a second; null where none is set.</param>
    /// <param name="note">What else is to be known, behind the figures.</param>
    public static void Rate(string what, long count, Cost cost, double? goal = null, string note = "") => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what,-52} {count / cost.WallSeconds,11:N0} {count / cost.CpuSeconds,13:N0} {goal,8:N0} {cost.CpuSeconds / count * 1e6,9:N1} {cost.Bytes / count,11:N0} {cost.Paused,6:P0} {cost.Collections,5}  {note}"));

    /// <summary>A figure that is not a rate.</summary>
    public static void Figure(string what, double value, string unit, double? goal = null, string note = "") => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what,-52} {value,11:N2} {unit,-13} {goal,8:N0}  {note}"));
}
