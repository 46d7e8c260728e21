import json

from ambasador.cli.main import main


def test_an_event_log_is_evaluated_without_a_database(tmp_path, capsys):
    lines = [f"{case},{step},2024-01-{1 + case // 3:02} {8 + day + case % 3}:00" for case in range(60) for day, step in enumerate("abcd")]
    (tmp_path / "log.csv").write_text("CaseID,ActivityID,CompleteTimestamp\n" + "\n".join(lines).replace(" 8:", " 08:").replace(" 9:", " 09:"))
    assert main(["predict", "evaluate", str(tmp_path / "log.csv"), "--json", str(tmp_path / "out.json")]) == 0
    said = capsys.readouterr().out
    assert "60 cases, 240 events, 4 activities" in said
    assert "strict: learned from 48 of 60 cases" in said
    assert json.loads((tmp_path / "out.json").read_text())[0]["asked"] == 24


def test_a_log_without_activities_is_refused_in_a_sentence(tmp_path, capsys):
    (tmp_path / "log.csv").write_text("case,timestamp\n1,2024-01-01\n")
    assert main(["predict", "evaluate", str(tmp_path / "log.csv")]) == 1
    assert "no column for the activity" in capsys.readouterr().err
