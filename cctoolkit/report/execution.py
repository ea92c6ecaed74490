"""Runs one notebook in a kernel of its own: strict parameters, no stray output, clear failures."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.localinterfaces import localhost
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator
from traitlets import default

from cctoolkit.errors import InputError, Problem, RunError

KERNEL = "python3"
SOCKET_PATH = 80
PARAMETERS = "parameters"
_ACCEPTED = {"str": str, "int": int, "float": (int, float), "bool": bool}


class OwnKernel(AsyncKernelManager):
    """The Python of this very environment, whatever kernels its user has installed elsewhere.

    `options` are those of its process; subclasses made for a run set them.
    """

    options: Mapping[str, object] = {}

    @default("kernel_spec_manager")
    def _only_this_environment(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])

    async def _async_start_kernel(self, **given: object) -> None:
        await super()._async_start_kernel(**given, **self.options)

    start_kernel = _async_start_kernel


def kernel_for(place: Path, log: TextIO) -> type[OwnKernel]:
    """Return a kernel that speaks by sockets in a private folder and complains into the log.

    Sockets of this user alone, where the system has them, instead of ports that anybody on the
    machine may listen to. Their names must be this run's own: left to itself the library calls
    them all alike, in the folder from which it was started, and two runs would meet there.
    """
    sockets = place / "kernel"
    is_private = os.name == "posix" and len(str(sockets)) < SOCKET_PATH

    class Kernel(OwnKernel):
        options = {"stderr": log} if _is_file(log) else {}

        @default("transport")
        def _private(self) -> str:
            return "ipc" if is_private else "tcp"

        @default("ip")
        def _own(self) -> str:
            return str(sockets) if is_private else localhost()

    return Kernel


def execute(
    notebook: Path,
    written: Path,
    parameters: Mapping[str, object],
    log: TextIO,
    *,
    log_name: str = "log.txt",
) -> NotebookNode:
    """Run a notebook from top to bottom and return it with its outputs.

    Every parameter must be declared, with a type that fits. What libraries print goes to the log
    and leaves the notebook. The process keeps its working folder: paths must be absolute.

    Parameters
    ----------
    notebook, written : Path
        The notebook and where to write it with its outputs.
    parameters : mapping
        Values for the cell tagged `parameters`.
    log : text file
    log_name : str
        What messages call the log.

    Raises
    ------
    InputError
        A parameter is not declared or of another type: all of them.
    RunError
        A cell failed, the kernel died or none could be started.
    """
    source = nbformat.read(notebook, as_version=4)
    check_parameters(notebook.name, source, parameters)
    try:
        executed = _run(notebook, written, parameters, log)
    except PapermillExecutionError as error:
        log.write("\n".join(error.traceback) + "\n")
        raise RunError(_cell_failed(notebook, error, log_name)) from error
    except DeadKernelError as error:
        raise RunError(_died("kernel_died", notebook, error, log_name)) from error
    except (NoSuchKernel, RuntimeError) as error:
        raise RunError(_died("kernel_unavailable", notebook, error, log_name)) from error
    return quiet(executed, log)


def check_parameters(name: str, notebook: NotebookNode, parameters: Mapping[str, object]) -> None:
    """Refuse parameters that the notebook does not declare or declares with another type."""
    declared = declared_parameters(notebook)
    problems = [*_undeclared(name, declared, parameters), *_mistyped(name, declared, parameters)]
    if problems:
        raise InputError(problems)


def declared_parameters(notebook: NotebookNode) -> dict[str, str]:
    """Return name and type of the parameters of a notebook."""
    for cell in notebook.cells:
        if PARAMETERS in cell.metadata.get("tags", []):
            return {item.name: item.inferred_type_name for item in PythonTranslator.inspect(cell)}
    return {}


def quiet(notebook: NotebookNode, log: TextIO) -> NotebookNode:
    """Move what cells printed, warnings of libraries above all, from the notebook to the log."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                log.write(f"[{output.name}] {output.text}")
        if "outputs" in cell:
            cell.outputs = [item for item in cell.outputs if item.output_type != "stream"]
    return notebook


def _run(
    notebook: Path, written: Path, parameters: Mapping[str, object], log: TextIO
) -> NotebookNode:
    logging.getLogger("papermill").setLevel(logging.ERROR)
    with (
        tempfile.TemporaryDirectory(prefix="cct-", ignore_cleanup_errors=True) as place,
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always")
        executed = papermill.execute_notebook(
            _literal(notebook),
            _literal(written),
            dict(parameters),
            kernel_name=KERNEL,
            language="python",
            progress_bar=False,
            kernel_manager_class=kernel_for(Path(place), log),
        )
    log.writelines(f"[warning] {item.message}\n" for item in caught)
    return executed


def _literal(path: Path) -> str:
    """Protect braces, which papermill would take for parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _is_file(log: TextIO) -> bool:
    try:
        log.fileno()
    except OSError:
        return False
    return True


def _undeclared(
    name: str, declared: Mapping[str, str], parameters: Mapping[str, object]
) -> Iterator[Problem]:
    for parameter in parameters:
        if parameter not in declared:
            yield Problem("parameter_undeclared", name, found=parameter, allowed=_listed(declared))


def _mistyped(
    name: str, declared: Mapping[str, str], parameters: Mapping[str, object]
) -> Iterator[Problem]:
    for parameter, value in parameters.items():
        kind = declared.get(parameter)
        if kind is not None and not _suits(value, kind):
            yield Problem(
                "parameter_type",
                name,
                found=type(value).__name__,
                allowed=_listed(declared),
                values={"parameter": parameter, "declared": kind},
            )


def _suits(value: object, kind: str) -> bool:
    """Whether a value is of the declared type; a truth value is no number."""
    if isinstance(value, bool):
        return kind == "bool"
    return isinstance(value, _ACCEPTED.get(kind, ()))


def _listed(declared: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {kind}" for name, kind in declared.items()) or "–"


def _cell_failed(notebook: Path, error: PapermillExecutionError, log_name: str) -> Problem:
    first_line = str(error.evalue).strip().partition("\n")[0]
    return Problem(
        "cell_failed",
        notebook.name,
        found=f"{error.ename}: {first_line}",
        values={"cell": error.exec_count or error.cell_index + 1, "log": log_name},
    )


def _died(code: str, notebook: Path, error: Exception, log_name: str) -> Problem:
    return Problem(code, notebook.name, found=str(error), values={"log": log_name})
