"""Where notebooks find an engagement when they are given none."""

from cctoolkit.report import demo


def write(folder, **_):
    folder.mkdir()
    (folder / "engagement.yml").write_text("client: sample\n", encoding="utf-8")


def test_a_checkout_keeps_the_sample_beside_its_data(root):
    assert demo._place() == root / "data" / "sample"


def test_an_installed_package_keeps_it_in_the_cache_of_its_user(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "CHECKOUT", tmp_path)
    monkeypatch.setattr(demo.platformdirs, "user_cache_dir", lambda _: str(tmp_path / "cache"))
    assert demo._place().parent == tmp_path / "cache"


def test_it_is_written_once(tmp_path, monkeypatch):
    place = tmp_path / "deep" / "sample"
    monkeypatch.setattr(demo, "_place", lambda: place)
    monkeypatch.setattr("cctoolkit.sample.write_sample", write)
    assert demo.sample_engagement() == place
    monkeypatch.setattr("cctoolkit.sample.write_sample", None)
    assert demo.sample_engagement() == place
    assert [path.name for path in place.parent.iterdir()] == ["sample"]


def test_who_comes_second_uses_what_the_first_wrote(tmp_path, monkeypatch):
    place = tmp_path / "sample"

    def meanwhile(folder):
        write(folder)
        write(place)

    monkeypatch.setattr(demo, "_place", lambda: place)
    monkeypatch.setattr("cctoolkit.sample.write_sample", meanwhile)
    assert demo.sample_engagement() == place
    assert [path.name for path in tmp_path.iterdir()] == ["sample"]
