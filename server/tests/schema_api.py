"""Tries the API against its own description with schemathesis: each operation, with what is
allowed and what is not, then each operation about one thing with a reference that exists.

usage: schema_api.py ADDRESS TOKEN REFERENCE
"""

import pathlib
import subprocess
import sys
import tempfile

ADRESSE, JETON, REFERENCE = sys.argv[1:4]

# A cursor of the right shape and of another database is well formed, and refused: 410.
COMMUN = """
seed = 20261128
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 304, 401, 403, 404, 410]
"""


def essayer(titre: str, reglages: str, *arguments: str) -> int:
    """Runs schemathesis with such settings; gives its exit code."""
    with tempfile.TemporaryDirectory() as dossier:
        fichier = pathlib.Path(dossier, "schemathesis.toml")
        fichier.write_text(COMMUN + reglages)
        print(f"--- {titre}", flush=True)
        executable = str(pathlib.Path(sys.executable).with_name("schemathesis"))
        return subprocess.run(
            [
                executable,
                "--config-file",
                str(fichier),
                "run",
                f"{ADRESSE}/openapi.json",
                "--header",
                f"Authorization: Bearer {JETON}",
                "--checks",
                "all",
                "--generation-database",
                "none",
                *arguments,
            ],
            cwd=dossier,
            check=False,
        ).returncode


codes = [
    essayer(
        "tout",
        "",
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        "60",
    ),
    essayer(
        "une référence qui existe",
        f'[parameters]\nreference = "{REFERENCE}"\n',
        "--include-path-regex",
        "reference",
        "--mode",
        "positive",
        "--phases",
        "coverage,fuzzing",
        "--max-examples",
        "10",
    ),
]
sys.exit(max(codes))
