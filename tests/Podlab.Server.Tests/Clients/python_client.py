"""What python3-kubernetes does with the server: one line for each thing that holds; an exception for what does not."""
import sys

from kubernetes import client, config, watch
from kubernetes.client.rest import ApiException
from kubernetes.stream import portforward, stream

NAMESPACE = "python"
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "p", "labels": {"app": "p"}},
    "spec": {"containers": [{"name": "c", "image": "nginx"}]},
}


def until(core, done, **options):
    """Watches pods until an event is the one, and gives the version it had."""
    watcher = watch.Watch()
    for event in watcher.stream(core.list_namespaced_pod, NAMESPACE, timeout_seconds=60, **options):
        if done(event):
            watcher.stop()
            return event["object"].metadata.resource_version
    raise AssertionError("the event has not come")


def ready(event):
    return any(c.type == "Ready" and c.status == "True" for c in event["object"].status.conditions or [])


def main():
    config.load_kube_config(sys.argv[1])
    core = client.CoreV1Api()
    core.create_namespace({"metadata": {"name": NAMESPACE}})
    made = core.create_namespaced_pod(NAMESPACE, POD)
    until(core, ready)
    print("created, watched until ready")

    names = [p.metadata.name for p in core.list_namespaced_pod(NAMESPACE, label_selector="app=p").items]
    assert names == ["p"], names
    patched = core.patch_namespaced_pod("p", NAMESPACE, {"metadata": {"labels": {"tier": "front"}}})
    assert patched.metadata.labels == {"app": "p", "tier": "front"}, patched.metadata.labels
    print("listed, patched")

    try:
        core.create_namespaced_pod(NAMESPACE, POD)
        raise AssertionError("made twice")
    except ApiException as conflict:
        assert conflict.status == 409 and "AlreadyExists" in conflict.body, conflict
    print("refused a second one")

    out = stream(core.connect_get_namespaced_pod_exec, "p", NAMESPACE, command=["sh", "-c", "echo out; echo err >&2"], stderr=True, stdin=False, stdout=True, tty=False)
    assert sorted(out.split()) == ["err", "out"], out
    session = stream(core.connect_get_namespaced_pod_exec, "p", NAMESPACE, command=["sh"], stderr=True, stdin=True, stdout=True, tty=False, _preload_content=False)
    session.write_stdin("echo $((6 * 7)); exit 3\n")
    line = session.readline_stdout(timeout=30)
    session.run_forever(timeout=30)
    assert line == "42" and session.returncode == 3, (line, session.returncode)
    print("ran commands")

    if hasattr(portforward, "__call__"):
        forward = portforward(core.connect_get_namespaced_pod_portforward, "p", NAMESPACE, ports="80")
        socket = forward.socket(80)
        socket.settimeout(30)
        socket.sendall(b"GET / HTTP/1.1\r\nHost: p\r\nConnection: close\r\n\r\n")
        page = b""
        while piece := socket.recv(65536):
            page += piece
        assert b"Welcome to nginx!" in page, page
        assert forward.error(80) is None, forward.error(80)
    print("forwarded a port")

    version = core.list_namespaced_pod(NAMESPACE).metadata.resource_version
    core.delete_namespaced_pod("p", NAMESPACE, grace_period_seconds=0)
    until(core, lambda event: event["type"] == "DELETED", resource_version=version)
    print("deleted, seen from the version before")

    continued = core.list_namespace(limit=1).metadata._continue
    assert continued
    try:
        core.list_namespace(limit=1, _continue="eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhXHUwMDAwIn0")
        raise AssertionError("a list from a version that is no longer kept")
    except ApiException as gone:
        assert gone.status == 410, gone
    try:
        for _ in watch.Watch().stream(core.list_namespaced_pod, NAMESPACE, resource_version="1", timeout_seconds=30):
            raise AssertionError("a watch from a version that is no longer kept")
    except ApiException as gone:
        assert gone.status == 410 and "too old resource version" in gone.reason, gone
    print("told what is too old")


if __name__ == "__main__":
    main()
