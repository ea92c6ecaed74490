"""Runs one notebook in a kernel of its own: strict parameters, no stray output, clear failures."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator
from traitlets import default

from cctoolkit.errors import InputError, Problem, RunError

KERNEL = "python3"
PARAMETERS = "parameters"
_ACCEPTED = {"str": str, "int": int, "float": (int, float), "bool": bool}


class OwnKernel(AsyncKernelManager):
    """The Python of this very environment, whatever kernels its user has installed elsewhere."""

    @default("kernel_spec_manager")
    def _only_this_environment(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])

    @default("transport")
    def _unheard(self) -> str:
        """Sockets of this user alone where the system has them, instead of open ports."""
        return "ipc" if os.name == "posix" else "tcp"

    async def _async_start_kernel(self, **options: object) -> None:
        """Start the kernel with its own stderr, below Python's, in the log."""
        await super()._async_start_kernel(**options, **self.extra_options)

    start_kernel = _async_start_kernel
    extra_options: Mapping[str, object] = {}


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
    class Kernel(OwnKernel):
        extra_options = {"stderr": log} if _is_file(log) else {}

    logging.getLogger("papermill").setLevel(logging.ERROR)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        executed = papermill.execute_notebook(
            _literal(notebook),
            _literal(written),
            dict(parameters),
            kernel_name=KERNEL,
            progress_bar=False,
            kernel_manager_class=Kernel,
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
