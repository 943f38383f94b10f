"""Files are written whole, and errors name the file that the user named."""

from __future__ import annotations

import pytest

from yipan.core.files import put_whole


def test_a_folder_that_is_not_there_is_told_with_the_users_path(tmp_path):
    """The file under which it is prepared is nobody's concern."""
    wanted = tmp_path / "nowhere" / "x.xlsx"
    with pytest.raises(FileNotFoundError) as told:
        put_whole(wanted, b"1")
    assert told.value.filename == str(wanted)
    assert ".new" not in str(told.value)
