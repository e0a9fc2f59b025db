using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>cksum [FILE]…</c>: POSIX' cyclic redundancy check and the length in bytes (XCU cksum).</summary>
internal sealed class Checksum : Utility
{
    private const uint Polynomial = 0x04C11DB7;

    public override IReadOnlyList<string> Names => ["cksum"];

    public override string Usage => "FILE...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("") is not { } options) return 1;
        var status = 0;
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (await run.ReadAllAsync(path) is not { } content)
            {
                status = 1;
                continue;
            }

            run.Output.Append(CultureInfo.InvariantCulture, $"{Sum(Encoding.Latin1.GetBytes(content))} {content.Length}{(options.Operands.Count == 0 ? "" : " " + path)}\n");
        }

        return status;
    }

    private static uint Sum(byte[] bytes)
    {
        uint sum = 0;
        void Add(byte b)
        {
            sum ^= (uint)b << 24;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 0x80000000) != 0 ? (sum << 1) ^ Polynomial : sum << 1;
        }

        foreach (var b in bytes) Add(b);
        for (var length = bytes.LongLength; length > 0; length >>= 8) Add((byte)length);
        return ~sum;
    }
}
