using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Controllers.EndpointSlices;

namespace Podlab.Engine.Tests.Controllers.EndpointSlices;

/// <summary>truncateEndpoints in pkg/controller/endpoint/endpoints_controller.go (v1.36.3).</summary>
public sealed class EndpointsCapacityTests
{
    [Theory]
    [InlineData("600+400", "600+400")]
    [InlineData("600+300 100+300", "600+150 100+150")]
    [InlineData("900+300", "900+100")]
    [InlineData("900+50 300+50", "750+0 250+0")]
    [InlineData("1500+10", "1000+0")]
    public void Addresses_beyondAThousand_areLeftOut(string given, string kept)
    {
        var subsets = given.Split(' ').Select((text, index) => Subset(text.Split('+'), index)).ToValueList();
        string.Join(' ', EndpointsCapacity.Truncate(subsets).Select(subset => $"{subset.Addresses.Count}+{subset.NotReadyAddresses.Count}")).ShouldBe(kept);
    }

    private static EndpointSubset Subset(string[] counts, int index) => new()
    {
        Addresses = Some(int.Parse(counts[0], System.Globalization.CultureInfo.InvariantCulture), index),
        NotReadyAddresses = Some(int.Parse(counts[1], System.Globalization.CultureInfo.InvariantCulture), index + 100),
    };

    private static ValueList<EndpointAddress> Some(int count, int net) => Enumerable.Range(0, count).Select(number => new EndpointAddress { Ip = $"10.{net}.{number / 250}.{number % 250}" }).ToValueList();
}
