namespace Podlab.Api.Tests.Quantities;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("100m", 1, 100)]
    [InlineData("1500m", 2, 1500)]
    [InlineData("1Ki", 1024, 1_024_000)]
    [InlineData("0.5", 1, 500)]
    [InlineData("1e3", 1000, 1_000_000)]
    [InlineData("-1", -1, -1000)]
    public void Value_rounds_up(string text, long value, long millis)
    {
        var quantity = Quantity.Parse(text);
        quantity.Value.ShouldBe(value);
        quantity.MilliValue.ShouldBe(millis);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("")]
    public void TryParse_of_what_is_no_quantity_fails(string text) => Quantity.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Add_keeps_the_sum_exact() => Quantity.Parse("100m").Add(Quantity.Parse("900m")).Value.ShouldBe(1);

    [Fact]
    public void CompareTo_looks_at_the_number() => (Quantity.Parse("1Gi") > Quantity.Parse("1G")).ShouldBeTrue();
}
