"""Run a notebook in a fresh kernel of this interpreter."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

PACKAGE = Path(__file__).resolve().parent
INSERTED = {"injected-parameters", "papermill-error-cell-tag"}  # cells that papermill adds


class NotebookFailed(Exception):
    """A notebook stopped; ``notebook`` holds the cells that ran."""

    def __init__(self, message: str, notebook: NotebookNode | None) -> None:
        """Keep what ran before the failure."""
        super().__init__(message)
        self.notebook = notebook


def find_notebooks() -> list[Path]:
    """Return the project's notebooks in order: of the checkout, or of the installed package."""
    for folder in (PACKAGE.parent / "notebooks", PACKAGE / "notebooks"):
        if found := sorted(folder.glob("[0-9]*.ipynb")):
            return found
    raise FileNotFoundError(
        f"No notebooks in {PACKAGE.parent / 'notebooks'} nor in {PACKAGE / 'notebooks'}: reinstall."
    )


def execute(path: Path, parameters: Mapping[str, Any], environment: Mapping[str, str]) -> NotebookNode:
    """Run all cells of a notebook with these parameters and variables, and return it with its outputs.

    Raises ``NotebookFailed``, which names the notebook, the cell and the error.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / path.name
        try:
            papermill.execute_notebook(
                str(path),
                str(out),
                parameters=dict(parameters),
                cwd=str(path.parent),
                kernel_name="python3",
                language="python",
                kernel_manager_class=_interpreter(environment),
                progress_bar=False,
            )
        except PapermillExecutionError as error:
            notebook = nbformat.read(out, as_version=4)
            where = f"{path.name}, code cell {_failed_cell(notebook)}"
            raise NotebookFailed(f"{where}: {error.ename}: {error.evalue}", notebook) from error
        except Exception as error:  # a kernel that dies, a file that is no notebook: the others still run
            raise NotebookFailed(f"{path.name}: {type(error).__name__}: {error}", None) from error
        return nbformat.read(out, as_version=4)


def _interpreter(environment: Mapping[str, str]) -> type[AsyncKernelManager]:
    """Return a manager that starts this very interpreter, whatever kernels the machine has under the same name."""
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    spec = KernelSpec(**get_kernel_dict(), env={**environment, "PYTHONPATH": path})
    parts = {
        "kernel_spec": spec,
        "_transport_encryption_default": lambda _: "auto",
    }  # else the kernel warns on each run
    return type("RunningInterpreter", (AsyncKernelManager,), parts)


def is_inserted(cell: NotebookNode) -> bool:
    """Tell whether papermill added the cell."""
    return bool(INSERTED & set(cell.metadata.get("tags", [])))


def _failed_cell(notebook: NotebookNode) -> str:
    """Return the number of the failed cell, as the notebook's author counts code cells, and its first line."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_inserted(cell)]
    for number, cell in enumerate(cells, 1):
        if any(output.output_type == "error" for output in cell.outputs):
            return f"{number} ({cell.source.strip().splitlines()[0]})"
    return "?"
