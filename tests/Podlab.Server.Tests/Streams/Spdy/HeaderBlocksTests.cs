using Podlab.Server.Streams.Spdy;

namespace Podlab.Server.Tests.Streams.Spdy;

public sealed class HeaderBlocksTests
{
    /// <summary>Two blocks of one connection, as zlib with the protocol's dictionary writes them.</summary>
    private const string First = "ePnjxqfCAiU6cDorKUpNzIUWJaypoICGFMtFoCTMZGEAJDmLIJGYCUrcjAYAAAAA//8=";
    private const string Second = "wqoVVAolEtIJAAAA//8=";

    [Fact]
    public void Dictionary_hasTheChecksumThatStreamsNameItBy()
    {
        uint a = 1;
        uint b = 0;
        foreach (var value in SpdyDictionary.Make())
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        ((b << 16) | a).ShouldBe(0xe3c6a7c2);
    }

    [Fact]
    public void Read_twoBlocksOfOneConnection_givesBoth()
    {
        using var blocks = new HeaderBlocks();
        blocks.Read(Convert.FromBase64String(First)).ShouldBe(new Dictionary<string, string> { ["streamtype"] = "error", ["port"] = "80", ["requestid"] = "0" });
        blocks.Read(Convert.FromBase64String(Second)).ShouldBe(new Dictionary<string, string> { ["streamtype"] = "data", ["port"] = "80", ["requestid"] = "0" });
    }

    [Fact]
    public void Read_emptyBlocksOfOurOwn_givesNothing()
    {
        using var blocks = new HeaderBlocks();
        blocks.Read(HeaderBlocks.Empty(first: true)).ShouldBeEmpty();
        blocks.Read(HeaderBlocks.Empty(first: false)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("7801ffffffffffff")]
    [InlineData("7801000400fbff7fffffff")]
    [InlineData("7801000800f7ff000000017fffffff")]
    [InlineData("7801000400fbffffffffff")]
    public void Read_garbage_isAProtocolError(string hex)
    {
        using var blocks = new HeaderBlocks();
        Should.Throw<SpdyException>(() => blocks.Read(Convert.FromHexString(hex)));
    }
}
