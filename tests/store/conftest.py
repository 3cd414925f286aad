import shutil

import pytest

from oa_client.store.profile import open_profile
from tests.store.centre import KEY, SESSION, Centre


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """An empty profile with a signed-in person and a directory, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template") / "profile"
    profile = open_profile(folder, KEY)
    profile.outbox.keep_session(SESSION)
    with profile.replica.page() as page:
        page.wipe(1)
        Centre().tell_directory(page)
    profile.replica.take_changes()
    profile.close()
    return folder


@pytest.fixture
def folder(template, tmp_path):
    """The folder of a closed profile."""
    return shutil.copytree(template, tmp_path / "profile")


@pytest.fixture
def profile(folder):
    opened = open_profile(folder, KEY)
    yield opened
    opened.close()


@pytest.fixture
def centre():
    return Centre()
