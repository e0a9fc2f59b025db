using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Probes and lifecycle hooks: exactly one handler each, numbers that are not negative.</summary>
internal static class HandlerValidation
{
    public static void Lifecycle(PodScope scope, Lifecycle lifecycle, FieldPath path)
    {
        if (lifecycle.PostStart is { } start)
        {
            Hook(scope, start, path.Child("postStart"));
        }
        if (lifecycle.PreStop is { } stop)
        {
            Hook(scope, stop, path.Child("preStop"));
        }
    }

    /// <summary>Liveness and startup probes, where one success must be enough.</summary>
    public static void Liveness(FieldErrorList errors, Probe? probe, FieldPath parent, string name)
    {
        if (probe is null)
        {
            return;
        }
        var path = parent.Child(name);
        Common(errors, probe, path);
        if (probe.SuccessThreshold != 1)
        {
            errors.Invalid(path.Child("successThreshold"), probe.SuccessThreshold, "must be 1");
        }
    }

    public static void Readiness(FieldErrorList errors, Probe? probe, FieldPath parent)
    {
        if (probe is null)
        {
            return;
        }
        var path = parent.Child("readinessProbe");
        Common(errors, probe, path);
        if (probe.TerminationGracePeriodSeconds is { } seconds)
        {
            errors.Invalid(path.Child("terminationGracePeriodSeconds"), seconds, "must not be set for readinessProbes");
        }
    }

    public static void Port(FieldErrorList errors, FieldPath path, string name, IntOrString port)
    {
        if (port.IsInt)
        {
            if (port.IntValue is < 1 or > 65535)
            {
                errors.Invalid(path.Child(name), port.IntValue, FormatRules.InclusiveRange(1, 65535));
            }
        }
        else if (FormatRules.PortName(port.StringValue) is { Count: > 0 } reasons)
        {
            errors.InvalidAll(path.Child(name), port.StringValue, reasons);
        }
    }

    private static void Common(FieldErrorList errors, Probe probe, FieldPath path)
    {
        Handlers(errors, path, probe.Exec, probe.HttpGet, probe.TcpSocket, probe.Grpc, null, null);
        errors.NotNegative(path, "initialDelaySeconds", probe.InitialDelaySeconds);
        errors.NotNegative(path, "timeoutSeconds", probe.TimeoutSeconds);
        errors.NotNegative(path, "periodSeconds", probe.PeriodSeconds);
        errors.NotNegative(path, "successThreshold", probe.SuccessThreshold);
        errors.NotNegative(path, "failureThreshold", probe.FailureThreshold);
        if (probe.TerminationGracePeriodSeconds is { } seconds and <= 0)
        {
            errors.Invalid(path.Child("terminationGracePeriodSeconds"), seconds, "must be greater than 0");
        }
    }

    private static void Hook(PodScope scope, LifecycleHandler hook, FieldPath path) =>
        Handlers(scope.Errors, path, hook.Exec, hook.HttpGet, hook.TcpSocket, null, hook.Sleep, scope.GracePeriod);

    private static void Handlers(
        FieldErrorList errors, FieldPath path, ExecAction? exec, HTTPGetAction? http, TCPSocketAction? tcp, GRPCAction? grpc, SleepAction? sleep, long? gracePeriod)
    {
        var count = 0;
        if (exec is not null)
        {
            count++;
            if (exec.Command.IsEmpty)
            {
                errors.Required(path.Child("exec", "command"));
            }
        }
        if (http is not null && First(errors, ref count, path, "httpGet"))
        {
            Http(errors, http, path.Child("httpGet"));
        }
        if (tcp is not null && First(errors, ref count, path, "tcpSocket"))
        {
            Port(errors, path.Child("tcpSocket"), "port", tcp.Port ?? default(IntOrString));
        }
        if (grpc is not null && First(errors, ref count, path, "grpc"))
        {
            Port(errors, path.Child("grpc"), "port", grpc.Port);
        }
        if (sleep is not null && First(errors, ref count, path, "sleep") && gracePeriod is { } grace && (sleep.Seconds < 0 || sleep.Seconds > grace))
        {
            errors.Invalid(path.Child("sleep"), sleep.Seconds, $"must be non-negative and less than terminationGracePeriodSeconds ({grace})");
        }
        if (count == 0)
        {
            errors.Required(path, "must specify a handler type");
        }
    }

    private static bool First(FieldErrorList errors, ref int count, FieldPath path, string name)
    {
        if (count > 0)
        {
            errors.Forbidden(path.Child(name), "may not specify more than 1 handler type");
            return false;
        }
        count++;
        return true;
    }

    private static void Http(FieldErrorList errors, HTTPGetAction http, FieldPath path)
    {
        errors.RequireText(path, "path", http.Path);
        Port(errors, path, "port", http.Port ?? default(IntOrString));
        errors.Supported(path, "scheme", http.Scheme ?? "", "HTTP", "HTTPS");
        foreach (var header in http.HttpHeaders)
        {
            errors.InvalidAll(path.Child("httpHeaders"), header.Name, FormatRules.HttpHeaderName(header.Name));
        }
    }
}
