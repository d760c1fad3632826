"""What may import what; the contracts stand in .importlinter."""

import configparser
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from contracts.base import SERVICES
from tests.architecture.source import ROOT

CONFIG = ROOT / ".importlinter"


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """import-linter switches off every logger there is; later tests want theirs."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    yield
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


def test_the_import_contracts_are_kept(capsys: pytest.CaptureFixture[str]):
    failed = lint_imports(config_filename=str(CONFIG), no_cache=True)

    assert failed == 0, capsys.readouterr().out


def test_every_service_is_under_contract():
    config = configparser.ConfigParser()
    config.read(CONFIG)

    for contract, option in (("independence", "modules"), ("inside", "containers")):
        named = config[f"importlinter:contract:{contract}"][option].split()
        assert named == [f"services.{service}" for service in SERVICES]


@pytest.mark.parametrize(
    ("contract", "line"),
    [
        ("inside", "    handlers : (samplers)\n"),
        ("repository", "    services.*.handlers\n"),
        ("tables", "    services.*.main\n"),
    ],
)
def test_a_contract_bites(contract: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Were one permission less, today's code would break it: the names in the contracts are real ones."""
    text = CONFIG.read_text(encoding="utf-8")
    assert line in text
    (tmp_path / "config").write_text(text.replace(line, ""), encoding="utf-8")

    assert lint_imports(config_filename=str(tmp_path / "config"), limit_to_contracts=(contract,), no_cache=True) != 0
    assert "BROKEN" in capsys.readouterr().out
