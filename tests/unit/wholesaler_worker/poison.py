"""Makes the decision of certain addresses end, or never leave, whatever process decides them."""

import os
from pathlib import Path

_SITE = """
import logging, os, sys, threading
from wholesaler_worker.handling import service_qualification

if "wholesaler_worker.serving.trial" not in sys.orig_argv:
    # On a loaded machine a harmless document takes long, and so does the start of a process.
    from wholesaler_worker.serving import trial
    trial._START = 600.0
    trial.TrialProcess.__init__.__kwdefaults__["longest"] = 600.0

decide = service_qualification.qualify

def qualify(index, address, **asked):
    if address.line == "13 Unlucky St":
        os._exit(1)
    if address.line == "1 Endless St":
        logging.getLogger("wholesaler_worker").warning("endless", extra={"action": "poison.endless"})
        threading.Event().wait()
    return decide(index, address, **asked)

service_qualification.qualify = qualify
"""


def poison_everybody(folder: Path) -> dict[str, str]:
    """The environment in which every new Python process is poisoned; `sitecustomize` is imported at its start."""
    (folder / "sitecustomize.py").write_text(_SITE)
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))}
