"""The command line: what it says, in which language, and with which code it ends."""

import errno
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cctoolkit.cli import main, screen
from cctoolkit.cli.asked import sections_asked
from cctoolkit.cli.screen import STAGES
from cctoolkit.cli.spoken import voice
from cctoolkit.engagement import problem_list
from cctoolkit.engagement.reading import read_settings
from cctoolkit.engagement.settings import SECTIONS
from cctoolkit.errors import InputError, Problem
from cctoolkit.sample import write_sample
from cctoolkit.tables.catalogue import TABLES

COMMANDS = ("doctor", "demo", "new", "check", "run", "batch", "dictionary", "schema")


@pytest.fixture(autouse=True)
def spanish(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "acme"
    write_sample(folder, agents=6, days=5)
    return folder


@pytest.fixture
def said(capsys):
    """Run a command and return its code, what it printed and what it complained of."""

    def _said(*arguments):
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return _said


def test_help_names_every_command_in_spanish(said):
    code, out, _ = said("--help")
    assert code == 0
    assert all(command in out for command in COMMANDS)
    assert "Escribir el informe de un encargo." in out
    assert "Órdenes" in out


def test_help_in_english_when_asked_or_when_the_system_is(said, monkeypatch):
    assert "Write the report of an engagement." in said("--help", "--language", "en")[1]
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "Write the report of an engagement." in said("--help")[1]


@pytest.mark.parametrize("arguments", [(), ("--debug",), ("--language", "es")])
def test_without_a_command_the_help_is_all_that_is_said(said, arguments):
    code, out, err = said(*arguments)
    assert (code, err) == (2, "")
    assert "Uso: cctoolkit [OPCIONES] ORDEN [ARGUMENTOS]..." in out
    assert all(command in out for command in COMMANDS)
    assert "Usage: cctoolkit" in said("--language", "en")[1]


@pytest.mark.parametrize("name", ["servicio", "Service", "SERVICIO "])
def test_a_section_may_be_asked_for_by_its_name(name):
    assert sections_asked([name, "adherencia"], SECTIONS) == ["service", "adherence"]
    assert sections_asked([name, "Adherencia al turno"], SECTIONS) == ["service", "schedule"]


def test_every_section_has_a_name_that_the_command_line_knows():
    for language in ("es", "en"):
        for code in SECTIONS:
            title = voice(language).say(STAGES[code])
            assert sections_asked([title], SECTIONS) == [code]


def test_the_demo_ends_by_saying_how_the_command_is_reached(capsys, monkeypatch):
    command = Path(sys.executable).parent / "cctoolkit"
    monkeypatch.setenv("PATH", "")
    screen.way_to_command()
    assert f"cctoolkit` es: {screen.place(command)}\n" in capsys.readouterr().out
    monkeypatch.setenv("PATH", str(command.parent))
    screen.way_to_command()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(said, command):
    code, out, _ = said(command, "--help")
    assert code == 0
    assert f"Uso: cctoolkit {command}" in out
    assert "Mostrar esta ayuda" in out


@pytest.mark.slow
def test_help_imports_nothing_heavy():
    code = (
        "import sys; from cctoolkit.cli import main; main(['--help']);"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'papermill', 'nbconvert', 'pydantic'};"
        "print(sorted(heavy & {*sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_version(said):
    import cctoolkit

    assert said("--version")[:2] == (0, f"cctoolkit {cctoolkit.__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rum"], 'No existe la orden "rum". ¿Quería decir `run`? Órdenes: doctor, demo,'),
        (["zzzz"], 'No existe la orden "zzzz". Órdenes: doctor, demo,'),
        (["run", "acme", "--lenguage", "en"], "--lenguage. ¿Quería decir `--language`? Opciones:"),
        (["--lenguage", "en"], "No existe la opción --lenguage. ¿Quería decir `--language`?"),
        (["run", "x", "--section", "servico"], "¿Quería decir `service`? Secciones: adherence, s"),
        (["batch", "x", "--language", "fr"], '`--language` vale "fr".'),
        (["run"], "Falta FOLDER."),
        (["run", "/nowhere/at/all"], 'No existe la carpeta "/nowhere/at/all".'),
        (["run", "acme", "--until", "31/01/2026"], '"31/01/2026" no es una fecha.'),
        (["demo", "--agents", "cien"], "--agents"),
        (["demo", "--agents", "2"], "--agents"),
        (["new", "acme"], "Falta --from."),
        (["batch", "/nowhere/at/all"], "No existe la carpeta"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line_with_code_2(said, arguments, message):
    code, _, err = said(*arguments)
    assert code == 2
    assert message in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_every_mistake_of_the_settings_with_its_line_and_a_list(said, tiny, tmp_path):
    text = (tiny / "engagement.yml").read_text(encoding="utf-8")
    wrong = text.replace("view:", "vieew:").replace("currency: EUR", "currency: euros")
    assert wrong != text
    (tmp_path / "engagement.yml").write_text(wrong, encoding="utf-8")
    code, _, err = said("check", tmp_path)
    assert code == 2
    assert "línea" in err
    listed = (tmp_path / "errors.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) >= 2


def test_where_no_list_can_be_written_the_screen_tells_it_all(said, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    unknown = [f"setting{number}: 1" for number in range(30)]
    (tmp_path / "engagement.yml").write_text("\n".join(unknown), encoding="utf-8")
    code, _, told = said("check", tmp_path)
    monkeypatch.setattr(problem_list, "write_problems", full)
    full_code, _, all_told = said("check", tmp_path)
    assert code == full_code == 2
    assert "setting29" not in told
    assert "setting29" in all_told
    assert "errors.csv: el sistema" in all_told.splitlines()[-2]


@pytest.mark.slow
def test_check_says_what_was_read_and_what_is_wrong_with_it(said, tiny):
    code, out, _ = said("check", tiny)
    assert code == 0
    assert "datos sin errores" in out
    assert "agent_intervals" in out
    assert not (tiny / "runs").exists()


@pytest.mark.slow
def test_a_failure_inside_is_one_line_and_a_log(said, tiny, monkeypatch, tmp_path):
    import platformdirs

    def fail(*_, **__):
        raise ZeroDivisionError("nobody expected this")

    monkeypatch.setattr("cctoolkit.engagement.opening.open_engagement", fail)
    monkeypatch.setattr(platformdirs, "user_log_dir", lambda _: str(tmp_path))
    code, _, err = said("check", tiny)
    assert code == 1
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err
    log = tmp_path / "cctoolkit-error.log"
    assert str(log) in err
    assert "nobody expected this" in log.read_text(encoding="utf-8")
    assert "Traceback" in said("check", tiny, "--debug")[2]


def test_dictionary_in_both_languages(said):
    spanish, english = said("dictionary")[1], said("dictionary", "--language", "en")[1]
    for text in (spanish, english):
        assert text.count("\n## `") == len(TABLES)
        assert "`agent_intervals`" in text
    assert "Una fila por" in spanish
    assert "One row per" in english


def test_schema_is_that_of_the_settings(said):
    schema = json.loads(said("schema")[1])
    assert {"client", "provider", "sources", "view"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_doctor_finds_this_installation_well(said):
    code, out, _ = said("doctor")
    assert code == 0
    assert "FALTA" not in out


@pytest.mark.slow
def test_demo_never_writes_over_something_else(said, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    code, _, err = said("demo", "--dir", tmp_path, "--no-run")
    assert code == 2
    assert "ya existe" in err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.slow
def test_demo_of_a_size_twice_in_the_same_place(said, tmp_path):
    for _ in range(2):
        code, out, _ = said(
            "demo", "--dir", tmp_path / "demo", "--agents", 6, "--days", 5, "--no-run"
        )
        assert code == 0
        assert "Encargo de muestra" in out
    assert (tmp_path / "demo" / "engagement.yml").is_file()


@pytest.fixture
def exports(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "colas.csv").write_text(
        "Cola;Inicio;Ofrecidas;Atendidas\nventas;2026-03-01 09:00;10;9\n", encoding="utf-8"
    )
    return folder


def test_new_writes_nothing_before_somebody_approves(said, tmp_path, exports):
    code, out, _ = said("new", tmp_path / "acme", "--from", exports)
    assert code == 0
    assert "sources:" in out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exports"]


def test_new_writes_the_proposal_and_a_copy_of_the_files(said, tmp_path, exports):
    code, _, _ = said("new", tmp_path / "acme", "--from", exports, "--yes")
    assert code == 0
    assert (tmp_path / "acme" / "raw" / "colas.csv").is_file()
    assert "raw/colas.csv" in (tmp_path / "acme" / "engagement.yml").read_text(encoding="utf-8")
    assert said("check", tmp_path / "acme")[0] == 2


def test_new_shows_what_may_be_set_next_each_with_a_word_on_it(said, tmp_path, exports):
    said("new", tmp_path / "acme", "--from", exports, "--yes")
    path = tmp_path / "acme" / "engagement.yml"
    head, sources = path.read_text(encoding="utf-8").split("sources:")
    lines = [line.removeprefix("# ") for line in head.splitlines() if "  # " in line]
    assert "targets:  # lo pactado; sin objetivo no se juzga nada" in lines
    answered = sources.replace('"?"', "30 min")
    path.write_text("\n".join([*lines, f"sources:{answered}"]), encoding="utf-8")
    settings = read_settings(path.parent)
    assert settings.targets.service_level.threshold_s == 20
    assert (settings.language, settings.locale) == ("es", "es_ES")


def test_new_in_english_proposes_english(said, tmp_path, exports):
    _, out, _ = said("new", tmp_path / "acme", "--from", exports, "--language", "en")
    assert "# language: en  # es or en: the words of the report" in out
    assert "# locale: en_GB  #" in out


@pytest.mark.slow
def test_new_leaves_what_exists_alone(said, tiny, exports):
    code, _, err = said("new", tiny, "--from", exports, "--yes")
    assert code == 2
    assert "ya existe" in err


def test_new_tells_every_file_that_cannot_be_copied(said, tmp_path, exports):
    gone = [exports / "a.csv", exports / "b.csv"]
    for path in gone:
        path.symlink_to(tmp_path / "nowhere")
    code, _, err = said("new", tmp_path / "acme", "--from", exports, "--yes")
    assert code == 2
    assert all(f"{path}: el sistema no puede leerlo" in err for path in gone)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exports"]


@pytest.mark.slow
def test_check_of_a_file_that_is_a_folder(said, tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "acme")
    book = tmp_path / "acme" / "raw" / "sur_voz" / "colas.xlsx"
    book.unlink()
    book.mkdir()
    code, _, err = said("check", tmp_path / "acme")
    assert code == 2
    assert "raw/sur_voz/colas.xlsx: hay una carpeta donde se espera un archivo." in err


@pytest.mark.slow
def test_run_writes_the_report_and_says_where_and_how_long(said, tiny):
    code, out, err = said("run", tiny, "--section", "service", "--until", "2026-01-03")
    assert (code, err) == (0, "")
    (report,) = (tiny / "runs").glob("*/report.html")
    assert str(report) in out
    assert "lectura de los datos" in out
    manifest = json.loads((report.parent / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["period"]["last"] == "2026-01-03"


@pytest.mark.slow
def test_a_place_that_cannot_be_written_is_named_and_no_fault_of_the_program(said, tiny, tmp_path):
    folder = shutil.copytree(tiny, tmp_path / "acme")
    shutil.rmtree(folder / "tables", ignore_errors=True)
    (folder / "tables").write_text("a file where the store belongs", encoding="utf-8")
    code, _, err = said("check", folder)
    assert code == 2
    assert str(folder / "tables") in err
    assert "el sistema lo rechaza" in err


NASTY = "\x1b]0;hecho\x07\x9b31m\u202e\r\nsin errores\u2028\ud800"


def test_what_a_cell_orders_the_terminal_is_shown_and_not_obeyed(capsys):
    escaped = r"\x1b]0;hecho\x07\x9b31m\u202e\r\nsin errores\u2028\ud800"
    assert screen.shown(NASTY) == escaped
    screen.line(NASTY)
    assert capsys.readouterr().out == escaped.replace(r"\n", "\n") + "\n"
    plain = "1\u202f234,5 € — «Ñandú»\u00a0%"
    assert screen.shown(plain) == plain


def test_the_problem_of_a_cell_is_one_line_of_visible_signs(said, monkeypatch):
    def _stop(*_):
        raise InputError(Problem("cell_error", "raw/x.csv", line=2, found=NASTY))

    monkeypatch.setattr("cctoolkit.cli.start._called", _stop)
    code, _, err = said("check", "acme")
    assert code == 2
    assert err.count("\n") == 1
    assert "\x1b" not in err and r"\x1b]0;hecho" in err
