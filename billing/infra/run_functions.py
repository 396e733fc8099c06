"""The two functions of billing: what they are, read and emit, and what their zips hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from lambdas.manifest import Function

VARIABLES = ("LEDGER_TABLE", "REPORT_BUCKET", "SETTINGS_KEY")
SHARED = ("billing/delivery", "billing/domain", "billing/ledger", "billing/runs", "lambdas/billing_runs", "model")
"""Folders that go into both zips, beside each function's own."""
MODULES = ("__init__.py", "setting_rules.py", "settings.py", "settings_record.py")
"""Modules of `billing` itself; what reads Pulumi configuration needs pydantic, which is compiled."""
WITHOUT = ("pdf", "typeface")
"""Beginnings of modules of `billing/documents` that stay out: PDFs come from the command, since ReportLab's fonts are heavy and Pillow is
compiled."""
PURE = ("aws_lambda_powertools", "babel", "jinja2", "jmespath", "rfc8785", "typing_extensions")
ALWAYS = "en"
"""Language whose data every zip holds: what Babel falls back to."""


@dataclass(frozen=True, kw_only=True)
class RunFunction(Function):
    """A function that carries billing's own packages instead of the vehicle analysis'."""

    locales: tuple[str, ...] = ()
    """Locales of the documents, such as `de_DE`: all that Babel knows are 32 MB, those of a language a few hundred KB."""

    @property
    def packages(self) -> tuple[str, ...]:
        return (f"lambdas/{self.name}", *SHARED)

    def further_entries(self, project: Path) -> Mapping[str, Path]:
        billing = project / "billing"
        modules = {f"billing/{name}": billing / name for name in MODULES}
        return modules | dict(_sources(billing)) | dict(_documents(billing)) | dict(_markup()) | dict(_locales(self.locales))

    def for_locales(self, *locales: str) -> "RunFunction":
        """The same function with the data of these locales."""
        return replace(self, locales=tuple(sorted({*locales})))


def _sources(billing: Path) -> Iterator[tuple[str, Path]]:
    """Those that are no folder: what reads exports needs DuckDB, which is compiled."""
    for path in (billing / "sources").glob("*.py"):
        yield f"billing/sources/{path.name}", path


def _documents(billing: Path) -> Iterator[tuple[str, Path]]:
    """What writes HTML, with its templates and words."""
    for path in (billing / "documents").rglob("*"):
        inner = path.relative_to(billing / "documents")
        if path.is_file() and path.suffix in (".py", ".json", ".j2", ".css") and not inner.name.startswith(WITHOUT):
            yield f"billing/documents/{inner.as_posix()}", path


def _markup() -> Iterator[tuple[str, Path]]:
    """MarkupSafe brings a compiled module that makes it faster, and does the same without it."""
    for path in _folder("markupsafe").glob("*.py"):
        yield f"markupsafe/{path.name}", path


def _locales(locales: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """Data of the languages with all their territories, since a locale may inherit from another one than its language."""
    data = _folder("babel")
    yield "babel/global.dat", data / "global.dat"
    yield "babel/locale-data/root.dat", data / "locale-data" / "root.dat"
    for language in sorted({ALWAYS, *(locale.partition("_")[0] for locale in locales)}):
        for path in (data / "locale-data").glob(f"{language}*.dat"):
            if path.stem.partition("_")[0] == language:
                yield f"babel/locale-data/{path.name}", path


def _folder(package: str) -> Path:
    """Where an installed package is. Raises LookupError where it is not."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(f"{package} is not installed, and the functions need it. Run `pip install -r requirements.txt`.")
    return Path(spec.origin).parent


MONTHLY = RunFunction(
    name="monthly_billing",
    timeout_seconds=900,  # a few seconds a client
    memory_mb=1024,
    variables=VARIABLES,
    metrics=("MonthlyRan", "DraftsMade", "RunErrors"),
    actions=(),
    third_party=PURE,
)
DAILY = RunFunction(
    name="daily_billing",
    timeout_seconds=900,
    memory_mb=1024,
    variables=VARIABLES,
    metrics=("DailyRan", "MonthsWithoutDrafts", "TagKeysNotSeen", "RunErrors"),
    actions=(),
    third_party=PURE,
)
RUN_FUNCTIONS = (MONTHLY, DAILY)
