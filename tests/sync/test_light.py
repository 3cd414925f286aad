"""A light copy from the real centre over a socket into the real store: page by page, going on where it was cut."""

import hashlib
import random
from functools import cache

import pytest
from argon2 import PasswordHasher

from oa_client.app.light import LightState
from oa_client.app.ports import Session
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId
from oa_client.protocol.light import BITS, LightPage, ending, pack
from oa_client.protocol.messages import SessionRequest
from oa_client.store.profile import open_profile
from oa_client.sync.driver import run_until_idle
from oa_client.sync.engine import Engine
from oa_client.sync.errands import Fault, FetchLight, Trouble
from oa_client.sync.movers import Carrier, Failed
from oa_client.sync.state import Policy
from server_stub.accounts import set_account
from tests.fakes import scans
from tests.server.office import KINDS, Office
from tests.store.centre import KEY
from tests.sync.test_driver import PASSWORD, RealClock, served
from tests.sync.test_movers import Stranger, http


@cache
def scan():
    page = scans.scanned(scans.red_head(), 1)
    return scans.pdf([page, scans.scanned(scans.text(), 2), page])


class World:
    def __init__(self, office, url, folder):
        self.office, self.url = office, url
        self.carrier = Carrier(url)
        reply = self.carrier.sign_in(SessionRequest("jia", PASSWORD))
        self.carrier.token = reply.token
        self.profile = open_profile(folder, KEY, kinds=KINDS)
        self.profile.outbox.keep_session(Session(url, "jia", PersonId(1), "", reply.device, reply.token))
        data = scan()
        self.sha = hashlib.sha256(data).hexdigest()
        for at in range(0, len(data), 1 << 20):
            office.centre.append_file(office.device(9), self.sha, at, len(data), data[at : at + (1 << 20)])
        files = [{"sha256": self.sha, "name": "扫描件.pdf", "size": len(data)}]
        self.size = len(data)
        self.own = office.do(9, "write", to=["p9", "p1"], title="本人的", files=files)
        self.foreign = office.do(9, "write", to=["p9"], title="别人的", files=files)

    @property
    def light(self):
        return self.profile.files.light

    def sync(self, carrier=None):
        profile = self.profile
        engine = Engine(
            profile.outbox, profile.replica, profile.files, RealClock(), random.Random(1), Policy(wait=False)
        )
        report = run_until_idle(engine, carrier or self.carrier, RealClock(), 20)
        return report, engine


@pytest.fixture
def world(tmp_path):
    office = Office.open(tmp_path / "centre")
    with office.centre.work() as work:
        set_account(work, PersonId(1), "jia", PASSWORD, PasswordHasher(1, 8, 1))
    with served(office.centre) as url:
        made = World(office, url, tmp_path / "profile")
        assert office.centre.lights.finished(made.sha, 60)
        yield made
        made.carrier.close()
        made.profile.close()
    office.centre.close()


def test_the_light_copy_comes_and_the_original_stays_away(world):
    world.light.want(world.sha, MatterId(world.own))
    report, engine = world.sync()
    assert report.code == ""
    assert world.light.state(world.sha) == LightState(3, 3)
    assert [p.kind for p in world.light.pages(world.sha)] == [BITS] * 3
    assert report.down < world.size / 10
    assert world.light.wanted() == () and not world.profile.files.whole(world.sha)
    assert MatterId(world.own) in engine.take_changes().matters


class Cut:
    """A carrier whose line is cut behind the first light page."""

    def __init__(self, carrier):
        self.carrier, self.asked, self.traffic = carrier, [], carrier.traffic

    def carry(self, call, arrived):
        if not isinstance(call, FetchLight):
            return self.carrier.carry(call, arrived)
        self.asked.append(call.at)
        if len(self.asked) > 1:
            return self.carrier.carry(call, arrived)

        def first(page):
            arrived(page)
            raise Failed(Fault(Trouble.LINK, "cut"))

        return self.carrier.carry(call, first)


def test_after_a_cut_it_goes_on_with_the_next_page(world):
    world.light.want(world.sha, MatterId(world.own))
    cut = Cut(world.carrier)
    world.sync(cut)
    assert cut.asked == [0, 1]
    assert world.light.state(world.sha) == LightState(3, 3)


def test_a_light_copy_of_a_matter_one_does_not_see_is_given_up(world):
    world.light.want(world.sha, MatterId(world.foreign))
    world.sync()
    assert world.light.state(world.sha).here == 0


def test_a_file_without_a_light_copy_says_why_and_is_not_asked_for_again(world):
    data = b"%PDF-1.7 and no more"
    sha = hashlib.sha256(data).hexdigest()
    world.office.centre.append_file(world.office.device(9), sha, 0, len(data), data)
    files = [{"sha256": sha, "name": "坏.pdf", "size": len(data)}]
    matter = world.office.do(9, "write", to=["p1"], title="坏的", files=files)
    assert world.office.centre.lights.finished(sha, 60)
    world.light.want(sha, MatterId(matter))
    world.sync()
    assert world.light.state(sha) == LightState(0, 0, "light_broken")
    world.light.want(sha, MatterId(matter))
    assert world.light.wanted() == ()


def test_it_comes_before_an_original_that_is_being_fetched(world):
    world.profile.files.want(world.sha, MatterId(world.own), world.size)
    world.light.want(world.sha, MatterId(world.own))
    asked = []

    class Seen:
        traffic = world.carrier.traffic

        def carry(self, call, arrived):
            asked.append(type(call).__name__)
            return world.carrier.carry(call, arrived)

    world.sync(Seen())
    assert asked.index("FetchLight") < asked.index("Fetch")
    assert world.profile.files.whole(world.sha)


def test_what_is_no_light_copy_is_torn():
    for body, code in ((b"\xff" * 60, "torn"), (pack(LightPage(0, 2, BITS, b"x" * 50))[:-9], "cut")):
        stranger = Stranger(http(body, Content_Encoding=None))
        carrier = Carrier(stranger.url)
        with pytest.raises(Failed) as failed:
            carrier.carry(FetchLight("a" * 64, "1-1", 0), lambda page: None)
        assert failed.value.fault.code == code
        carrier.close()
        stranger.close()


def test_the_store_keeps_pages_in_order_and_forgets_them_with_the_file(world):
    light = world.light
    one, two = LightPage(0, 2, BITS, b"black", b"red"), LightPage(1, 2, BITS, b"more")
    assert not light.keep(two, world.sha)
    assert light.keep(one, world.sha)
    assert not light.keep(one, world.sha)
    assert light.state(world.sha) == LightState(1, 2)
    light.keep(ending("light_making"), world.sha)
    light.want(world.sha, MatterId(world.own))
    assert light.keep(two, world.sha)
    assert (light.state(world.sha).whole, light.wanted(), list(light.pages(world.sha))) == (True, (), [one, two])
    world.profile.files.drop([world.sha])
    assert (light.state(world.sha), list(light.pages(world.sha))) == (LightState(), [])
