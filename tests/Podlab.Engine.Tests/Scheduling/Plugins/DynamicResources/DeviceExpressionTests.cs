using System.Text.Json;
using Podlab.Engine.Scheduling.Plugins.DynamicResources;

namespace Podlab.Engine.Tests.Scheduling.Plugins.DynamicResources;

/// <summary>From staging/src/k8s.io/dynamic-resource-allocation/cel/compile_test.go (v1.36): what selectors hold for a device.</summary>
public sealed class DeviceExpressionTests
{
    private static readonly JsonElement Device = JsonDocument.Parse("""
        {"name":"g0","attributes":{"model":{"string":"a100"},"other.example.com/model":{"string":"x"},"slots":{"int":4},"ecc":{"bool":true},"driverVersion":{"version":"1.10.2"}},
         "capacity":{"memory":{"value":"40Gi"},"other.example.com/cores":{"value":"2"}}}
        """).RootElement;

    [Theory]
    [InlineData("""device.driver == "gpu.example.com" """, true)]
    [InlineData("""device.driver != 'gpu.example.com'""", false)]
    [InlineData("""device.attributes["gpu.example.com"].model == "a100" && device.attributes["other.example.com"].model == "x" """, true)]
    [InlineData("""device.attributes["gpu.example.com"].model in ["h100", "a100"]""", true)]
    [InlineData("""device.attributes["gpu.example.com"].slots * 2 + 1 >= 9""", true)]
    [InlineData("""device.attributes["gpu.example.com"].ecc""", true)]
    [InlineData("""!device.attributes["gpu.example.com"].ecc || device.attributes["gpu.example.com"].slots > 3""", true)]
    [InlineData("""device.attributes["gpu.example.com"].driverVersion.isGreaterThan(semver("1.9.0"))""", true)]
    [InlineData("""device.attributes["gpu.example.com"].driverVersion.compareTo(semver("1.10.2")) == 0""", true)]
    [InlineData("""device.attributes["gpu.example.com"].driverVersion == "1.10.2" """, false)]
    [InlineData("""device.capacity["gpu.example.com"].memory.compareTo(quantity("32Gi")) > 0""", true)]
    [InlineData("""device.capacity["other.example.com"].cores.isLessThan(quantity("2"))""", false)]
    [InlineData("""device.attributes["gpu.example.com"].model.startsWith("a") ? true : false""", true)]
    [InlineData("""device.attributes["gpu.example.com"].model.matches("^a[0-9]+$")""", true)]
    [InlineData("""has(device.attributes["gpu.example.com"].missing)""", false)]
    [InlineData("""device.attributes["gpu.example.com"].missing == "x" || true""", true)]
    [InlineData("""device.attributes["gpu.example.com"].missing == "x" """, false)]
    [InlineData("""device.attributes["none.example.com"].model == "x" """, false)]
    [InlineData(""" "gpu.example.com" in device.attributes && !("none.example.com" in device.attributes)""", true)]
    [InlineData("""device.driver == """, false)]
    [InlineData("""device.driver""", false)]
    [InlineData("99999999999999999999 > 1", false)]
    [InlineData("has()", false)]
    [InlineData("true", true)]
    public void Holds_ofADevice_asCelDoes(string expression, bool holds) => new DeviceExpression().Holds(expression, "gpu.example.com", Device).ShouldBe(holds);

    [Theory]
    [InlineData("!!", true)]
    [InlineData("((", false)]
    public void Holds_ofAnExpressionNestedWithoutEnd_doesNot(string opening, bool isWhole)
    {
        var expression = string.Concat(Enumerable.Repeat(opening, 5_000)) + "true" + (isWhole ? "" : new string(')', 10_000));
        new DeviceExpression().Holds(expression, "gpu.example.com", Device).ShouldBeFalse();
    }
}
