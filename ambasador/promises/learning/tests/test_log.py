import gzip
from pathlib import Path

import numpy as np
import pytest

from ambasador.promises.learning.log import UnreadableLog, read_log
from ambasador.promises.learning.rows import rows_of

COMMON = "Case ID,Activity,Complete Timestamp,Resource,product,Variant\n"


def log(folder: Path, text: str):
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return read_log(path)


def test_cases_come_in_the_order_of_their_start_and_events_of_one_moment_in_that_of_the_file(tmp_path):
    read = log(tmp_path, COMMON + "late,a,2024/03/02 08:00:00.000,x,1,v\nearly,a,2024/03/01 08:00:00.000,x,1,v\nearly,c,2024/03/01 08:00:00.000,y,1,v\n")
    assert read.size.tolist() == [2, 1]
    assert read.activity.tolist() == [0, 1, 0]


def test_a_column_that_tells_the_future_is_no_attribute(tmp_path):
    assert list(log(tmp_path, COMMON + "1,a,2024-03-01,x,5,v\n1,b,2024-03-02,x,6,v\n").numbers) == ["product"]
    assert not log(tmp_path, COMMON + "1,a,2024-03-01,x,p,v\n").words.keys() - {"product"}


@pytest.mark.parametrize("said", ["2024-03-01T09:30:00+01:00", "2024-03-01 08:30", "01.03.2024 08:30", "2024/03/01 08:30:00.000", "2024-03-01T08:30:00Z"])
def test_a_time_is_read_in_any_common_form(tmp_path, said):
    read = log(tmp_path, f"case:concept:name;concept:name;time:timestamp\n1;a;{said}\n")
    assert read.at[0] == pytest.approx(19783 + 8.5 / 24)
    assert read.resource.tolist() == [-1]


def test_a_packed_file_is_read_too(tmp_path):
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(b"caseid,activity,timestamp\n1,a,2024-03-01\n"))
    assert read_log(path).cases == 1


def test_what_cannot_be_read_is_said(tmp_path):
    with pytest.raises(UnreadableLog, match="no column for the activity"):
        log(tmp_path, "case,timestamp\n1,2024-03-01\n")
    with pytest.raises(UnreadableLog, match="'yesterday' is not a time"):
        log(tmp_path, "case,activity,timestamp\n1,a,yesterday\n")


def test_a_row_stands_after_each_event_but_the_first_and_the_last_and_knows_only_the_past(tmp_path):
    days = "".join(f"1,{step},2024-03-0{day},x\n" for day, step in enumerate("abcd", start=1)) + "2,a,2024-03-01,x\n2,b,2024-03-09,x\n"
    rows = rows_of(log(tmp_path, "case,activity,timestamp,resource\n" + days))
    assert rows.position.tolist() == [2, 3]
    assert rows.remaining.tolist() == [2, 1]
    assert rows.elapsed.tolist() == [1, 2]
    assert rows.codes[:, :3].tolist() == [[1, 0, -1], [2, 1, 0]]
    assert rows.lately[:, 0].tolist() == [2, 2]
    assert np.all(rows.lately[:, 1] == 0)
