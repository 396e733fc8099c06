"""`python -m docs.generate` writes the generated pages; `--check` says which are stale and exits with 1."""

import argparse
import sys
from pathlib import Path

from billing import settings_reference as billing_settings
from docs.generate import estimate_example, figures, monthly_cost, mutation, policies_page, sandbox_page, tags_page
from docs.generate.pages import Page

PAGES = (
    Page(path=Path("billing/Pulumi.yaml"), text=billing_settings.pulumi_yaml),
    Page(path=Path("docs/billing-settings.md"), text=billing_settings.settings_markdown),
    Page(path=Path("docs/commands/estimate.md"), text=estimate_example.example, mark="estimate example"),
    Page(path=Path("docs/figures.md"), text=figures.page),
    Page(path=Path("docs/monthly-cost.md"), text=monthly_cost.page),
    Page(path=Path("docs/mutation.md"), text=mutation.page),
    Page(path=Path("docs/policies.md"), text=policies_page.page),
    Page(path=Path("docs/sandbox.md"), text=sandbox_page.page),
    Page(path=Path("docs/tags.md"), text=tags_page.page),
    Page(path=Path("README.md"), text=monthly_cost.summary, mark="monthly cost"),
    Page(path=Path("README.md"), text=figures.summary, mark="figures"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a page is stale")
    check = parser.parse_args().check
    stale = [page for page in PAGES if page.stale]
    for page in stale:
        print(f"{page.path} {'is stale: run `make docs`' if check else 'written'}")
        if not check:
            page.write()
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
