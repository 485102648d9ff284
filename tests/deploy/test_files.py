"""What deploy/ declares: it can be parsed, hangs together, and names only what there is."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import ROOT

DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))


@pytest.fixture(scope="module")
def yaml():
    return pytest.importorskip("yaml", reason="PyYAML reads what deploy/ declares: pip install PyYAML")


@pytest.fixture(scope="module")
def compose(yaml):
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.fixture(scope="module")
def objects(yaml):
    """Every object of Kubernetes, by kind and name."""
    found = [each for path in MANIFESTS for each in yaml.safe_load_all(path.read_text())]
    named = {(each["kind"], each["metadata"]["name"]): each for each in found}
    assert len(named) == len(found)
    return named


def pods(objects):
    return {name: each["spec"]["template"]["spec"] for (_, name), each in objects.items() if "template" in each["spec"]}


def test_kustomize_names_every_manifest_and_the_same_nginx(yaml):
    declared = yaml.safe_load((DEPLOY / "kustomization.yaml").read_text())
    assert sorted(declared["resources"]) == [path.relative_to(DEPLOY).as_posix() for path in MANIFESTS]
    (file,) = declared["configMapGenerator"][0]["files"]
    assert (DEPLOY / file.partition("=")[2]).is_file()


def test_compose_and_kubernetes_have_the_same_parts(compose, objects):
    parts = {re.sub(r"-\d$", "", name) for name in compose["services"]}
    assert parts == set(pods(objects))
    assert {name: each["spec"]["replicas"] for (_, name), each in objects.items() if "replicas" in each["spec"]} == {
        "app": 2,
        "nginx": 2,
        "scheduler": 1,
        "worker": 2,
        "postgres": 1,
    }
    assert {"app-1", "app-2", "worker-1", "worker-2"} <= set(compose["services"])


def test_dask_is_started_by_the_same_commands(compose, objects):
    for name, container in (("worker", "worker"), ("scheduler", "scheduler")):
        service = compose["services"].get(name) or compose["services"]["worker-1"]
        (found,) = pods(objects)[container]["containers"]
        assert [*map(str, service["command"])] == found["command"]


def test_variables_are_those_that_the_code_reads(compose, objects):
    code = "\n".join(path.read_text() for path in (ROOT / "mnist_core").rglob("*.py"))
    code += "\n".join(path.read_text() for path in (ROOT / "ui").rglob("*.py"))
    named = {name for service in compose["services"].values() for name in service.get("environment", {})}
    named |= {
        each["name"] for pod in pods(objects).values() for part in pod["containers"] for each in part.get("env", [])
    }
    ours = {name for name in named if name.startswith("SEESOFTMAX_") or name == "DASK_SCHEDULER_ADDRESS"}
    assert {"SEESOFTMAX_STORE", "SEESOFTMAX_CLASSROOM_URL", "DASK_SCHEDULER_ADDRESS"} <= ours
    for name in ours:
        assert f'"{name}"' in code


def test_nginx_is_given_every_variable_of_its_template(compose, objects):
    template = (DEPLOY / "nginx" / "seesoftmax.conf.template").read_text()
    wanted = set(re.findall(r"\$\{(\w+)\}", template)) - {"NGINX_LOCAL_RESOLVERS"}  # its image finds that itself
    assert wanted < set(compose["services"]["nginx"]["environment"])
    assert wanted < {each["name"] for each in pods(objects)["nginx"]["containers"][0]["env"]}


def test_nobody_is_root_and_no_file_system_is_written(compose, objects):
    for name, pod in pods(objects).items():
        assert pod["securityContext"]["runAsNonRoot"], name
        for part in [*pod["containers"], *pod.get("initContainers", [])]:
            assert part["securityContext"]["readOnlyRootFilesystem"], name
            assert not part["securityContext"]["allowPrivilegeEscalation"], name
    ours = [service for service in compose["services"].values() if service["image"] == "seesoftmax"]
    assert len(ours) == 5
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in ours)


def test_health_is_asked_where_streamlit_tells_it(compose, objects):
    (app,) = pods(objects)["app"]["containers"]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert app[probe]["httpGet"]["path"] == "/_stcore/health"
    assert "/_stcore/health" in compose["services"]["nginx"]["healthcheck"]["test"][-1]
    assert "127.0.0.1:8501/_stcore/health" in (DEPLOY / "Containerfile").read_text()


def test_whoever_is_from_outside_reaches_neither_dask_nor_postgres(compose, objects):
    assert compose["networks"]["inside"]["internal"]
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["nginx"]
    assert compose["services"]["scheduler"]["networks"] == compose["services"]["postgres"]["networks"] == ["inside"]
    assert {name for kind, name in objects if kind == "NetworkPolicy"} == {"app", "dask", "postgres"}


def test_volumes_are_declared(compose, objects):
    used = {each.partition(":")[0] for service in compose["services"].values() for each in service.get("volumes", [])}
    assert {name for name in used if not name.startswith(".")} == set(compose["volumes"])
    for (_, name), each in objects.items():
        if "template" in each["spec"]:
            pod = each["spec"]["template"]["spec"]
            there = {volume["name"] for volume in pod.get("volumes", [])}
            there |= {claim["metadata"]["name"] for claim in each["spec"].get("volumeClaimTemplates", [])}
            mounted = {
                mount["name"]
                for part in [*pod["containers"], *pod.get("initContainers", [])]
                for mount in part.get("volumeMounts", [])
            }
            assert mounted == there, name


def test_the_container_copies_what_there_is_and_all_that_the_app_imports():
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    copied = [part for line in lines if line.startswith("COPY ") for part in line.split()[1:-1]]
    assert all((ROOT / part).exists() for part in copied)
    allowed = (DEPLOY / "Containerfile.dockerignore").read_text().split("\n")
    assert {f"!{part}" for part in copied} <= set(allowed)
    ours = {path.stem for path in ROOT.glob("*.py")} | {path.parent.name for path in ROOT.glob("*/__init__.py")}
    imported = {
        name.partition(".")[0]
        for path in [ROOT / "app.py", DEPLOY / "fill.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "ui").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert imported & ours <= {Path(part).name for part in copied}
    assert "USER 10001" in lines


def test_kubectl_puts_it_together():
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("there is no kubectl on the PATH")
    made = subprocess.run([kubectl, "kustomize", DEPLOY], capture_output=True, text=True, timeout=60)
    assert made.returncode == 0, made.stderr
    assert "namespace: seesoftmax" in made.stdout
    assert "image: registry.example/seesoftmax:1" in made.stdout
    assert "split_clients" in made.stdout
