"""Each planted defect is caught by a script of its own in a moment, and what is shipped passes the same script."""

import contextlib
import logging

import pytest

from oa_client.domain.people import PersonId
from oa_client.protocol.messages import CommandUp, SyncRequest
from oa_client.sync.errands import Channel
from tests.fakes.link import Weather
from tests.sync.defects import PLANTED
from tests.sync.office import Killed, Office

SCRIPTS = {}


def script(story):
    SCRIPTS[story.__name__] = story
    return story


class Sender:
    """Somebody whose device is not watched: commands straight to the centre."""

    def __init__(self, office):
        self.office = office
        self.caller = office.centre.new_device(PersonId(1))
        self.n = 0

    def send(self, action, matter="", **fields):
        self.n += 1
        matter = matter or f"{self.caller.device}-{self.n}"
        now, post = self.office.clock.now(), self.office.posts[1]
        up = CommandUp(self.n, matter, "paper", action, post, now, fields, edition=1)
        request = SyncRequest(self.office.centre.epoch, commands=[up])
        assert self.office.centre.sync(self.caller, request).outcomes[0].s == "a"
        return matter


def office(budget=1, pages=6, people=(1,)):
    """An office in which the devices of these people are at rest; pages of `budget` bytes from here on."""
    made = Office(budget=65_536, pages=pages)
    made.devices = [d for d in made.devices if d.person in people]
    made.devices = [next(d for d in made.devices if d.person == p) for p in people]
    made.rest()
    policy = type(made.policy)(**{f: getattr(made.policy, f) for f in made.policy.__slots__} | {"budget": budget})
    for device in made.devices:
        device.policy = policy
        device.start()
    return made


def first(made):
    return made.devices[0]


@script
def cut_inside_tie():
    """Three matters of a unit are lost at one position, and the page ends among them."""
    made = office(people=(2,))
    sender = Sender(made)
    for _ in range(3):
        sender.send("write", title="本处", to=["u2", "p1"])
    made.rest()
    made.transfer(2, 3)
    made.rest()
    made.check_rest()


@script
def urgent_behind_walk():
    """An urgent matter is whole after one turn, though the inventory of a new unit has just begun."""
    made = office(people=(3,), pages=40)
    sender = Sender(made)
    for _ in range(6):
        sender.send("write", title="旧件", to=["u2", "p1"])
    made.rest()
    made.transfer(3, 2)
    device = first(made)
    device.engine.kick()
    while not device.replica.feed().walks:
        made.step(device)
    urgent = sender.send("write", title="急件", to=["p3", "p1"])
    for _ in range(2):
        made.step(device)
    assert urgent in device.replica.state.matters, "the urgent one waited"
    made.rest()
    made.check_rest()


@script
def forget_idempotency():
    """The centre did it and its answer was lost."""
    made = office()
    matter = made.do(first(made), "write", title="一次", to=["p1"])
    made.rest()
    made.do(first(made), "say", matter, opinion="只说一遍")
    made.step(first(made), Weather.LOST_REPLY)
    made.rest()
    made.check_rest()


@script
def no_forget():
    """A matter shared with somebody is shared no more."""
    made = office(people=(2,))
    sender = Sender(made)
    matter = sender.send("write", title="收回", to=["p2", "p1"])
    made.rest()
    sender.send("share", matter, to=["p1"])
    made.rest()
    made.check_rest()


def restored(made, *, meanwhile=lambda: None):
    """A matter with a note; the centre loses the note in a restore, and another note is waiting on the device."""
    device = first(made)
    matter = made.do(device, "write", title="备份", to=["p1"])
    made.rest()
    made.backup = made.centre.snapshot()
    made.do(device, "say", matter, opinion="第一")
    made.rest()
    made.restore()
    meanwhile()
    made.do(device, "say", matter, opinion="第二")
    made.rest()
    made.check_rest()
    words = [b"\xe7\xac\xac\xe4\xb8\x80" in d or b"\xe7\xac\xac\xe4\xba\x8c" in d for _, d in made.truth(matter)]
    assert words == [False, True, True]


@script
def push_no_epoch():
    """A new command must not overtake one that the restored centre has lost."""
    restored(office())


@script
def no_epoch():
    """The restored centre has gone on as far as the device had been."""
    made = office()
    sender = Sender(made)

    def others_go_on():
        sender.n = 10
        for _ in range(3):
            sender.send("write", title="别处", to=["p1"])

    restored(made, meanwhile=others_go_on)


@script
def no_archive():
    """What the centre had accepted is offered again."""
    restored(office())


@script
def position_before_page():
    """The process is killed at any commit of a turn that brings an entry."""
    for k in (1, 2, 3):
        made = office(budget=65_536)
        Sender(made).send("write", title="断电", to=["p1"])
        device = first(made)
        device.engine.kick()
        (errand,) = [e for e in device.engine.errands(made.clock.monotonic()) if e.channel is Channel.CONTROL]
        carried = device.link.carry(errand.call)
        kill_at_commit(device.replica, k)
        with contextlib.suppress(Killed):
            device.engine.delivered(errand, carried.reply)
        del device.replica.page
        device.start()
        made.rest()
        made.check_rest()


def kill_at_commit(replica, k):
    """The k-th transaction from now on is never committed."""
    count = iter(range(1, 100))
    page = replica.page

    class Page:
        def __enter__(self):
            self.inner = page()
            return self.inner.__enter__()

        def __exit__(self, *error):
            if not any(error) and next(count) == k:
                self.inner.__exit__(Killed, Killed(), None)
                raise Killed
            return self.inner.__exit__(*error)

    replica.page = Page


@script
def outbox_first():
    """Accepted, but other entries come before its own: the author's words stay on the screen."""
    made = office()
    device, sender = first(made), Sender(made)
    matter = made.do(device, "write", title="我的", to=["p1"])
    made.rest()
    for _ in range(3):
        sender.send("write", title="先来", to=["p1"])
    made.do(device, "say", matter, opinion="我说的话")
    for _ in range(8):
        made.step(device)
        made.check_shown()
        lines = device.shows(matter).lines
        assert [line.entry.action for line in lines] == ["write", "say"]
    made.rest()
    made.check_rest()


@script
def torn_page():
    """An entry is missing from a reply, or its bytes are others."""
    for choice in (0, 1, 2):
        made = office(budget=65_536)
        Sender(made).send("write", title="残页", to=["p1"])
        first(made).engine.kick()
        made.step(first(made), Weather.TORN, choice)
        assert not first(made).replica.state.matters, "half a page was kept"
        made.rest()
        made.check_rest()


@script
def moving_head():
    """Something is written while the centre answers."""
    made = office()
    sender = Sender(made)
    first(made).link.between = lambda: sender.send("write", title="其间", to=["p1"])
    first(made).engine.kick()
    made.step(first(made))
    made.rest()
    made.check_rest()


@script
def overlay_twice():
    """What was said once is on the screen once, before and after the centre has it."""
    made = office()
    device = first(made)
    matter = made.do(device, "write", title="重影", to=["p1"])
    made.do(device, "say", matter, opinion="一次")
    assert [line.entry.action for line in device.shows(matter).lines] == ["write", "say"]
    made.rest()
    assert [line.entry.action for line in device.shows(matter).lines] == ["write", "say"]
    made.check_rest()


@script
def no_as_of():
    """A record is on its way while its matter is lost; the news of that arrives first."""
    made = office(people=(2,))
    sender = Sender(made)
    device = first(made)
    matter = sender.send("write", title="迟到", to=["u3", "p1"])
    made.rest()
    made.transfer(2, 3)
    device.engine.kick()
    record = control_until(made, lambda: device.replica.wants(1))
    carried = device.link.carry(record.call)
    sender.send("share", matter, to=["p1"])
    device.engine.kick()
    control_until(made, lambda: matter not in device.replica.state.matters)
    device.engine.arrived(record, carried.parts)
    device.engine.delivered(record, None)
    made.rest()
    made.check_rest()


def control_until(made, reached):
    """Carry the turns alone until then; the errand for records that is on its way."""
    device, bulk = first(made), None
    for _ in range(60):
        for errand in device.engine.errands(made.clock.monotonic()):
            if errand.channel is Channel.BULK:
                bulk = errand
            else:
                device.engine.delivered(errand, device.link.carry(errand.call).reply)
        if reached() and (bulk is not None or not device.replica.wants(1)):
            return bulk
    raise AssertionError("never reached")


def consulted():
    """A matter of two authors: the second one's words came after the first one's, both after the backup."""
    made = office(people=(1, 2), budget=65_536)
    one, two = made.devices
    matter = made.do(one, "write", title="会商", to=["p1", "p2"])
    made.rest()
    made.backup = made.centre.snapshot()
    made.do(one, "say", matter, opinion="甲")
    made.rest()
    made.do(two, "say", matter, opinion="乙")
    made.rest()
    return made, matter, made.truth(matter)


def all_came_back(made, matter, before):
    assert made.truth(matter) == before, f"{len(made.truth(matter))} of {len(before)}"
    made.rest()
    made.check_rest()
    assert made.truth(matter) == before
    assert not any(device.outbox.refused() for device in made.devices)


@script
def restore_refuses_gap():
    """The second author of a matter comes back first."""
    made, matter, before = consulted()
    made.restore(close=False)
    made.gathering.gather(made.devices[1])
    assert len(made.truth(matter)) == 1
    made.gathering.gather(*reversed(made.devices))
    all_came_back(made, matter, before)


@script
def timers_while_restoring():
    """A timer is due before the entry that ended its waiting is back."""
    made = office(people=(1,), budget=65_536)
    matter = made.do(first(made), "write", title="限时", to=["p1"], alarm=made.clock.now() + 50)
    made.rest()
    made.backup = made.centre.snapshot()
    made.do(first(made), "say", matter, opinion="办了")
    made.do(first(made), "shut", matter)
    made.rest()
    before = made.truth(matter)
    made.restore(close=False)
    made.clock.seconds += 99
    made.centre.run_timers()
    made.gathering.gather()
    all_came_back(made, matter, before)


@script
def no_row_reoffer():
    """A matter was read after the backup was made."""
    made = office(people=(1,))
    matter = made.do(first(made), "write", title="已读", to=["p1"])
    made.rest()
    made.backup = made.centre.snapshot()
    first(made).outbox.queue_row("read", matter, {"at": made.clock.now()})
    first(made).engine.look()
    made.rest()
    assert ("read", matter) in first(made).replica.state.rows
    made.restore(close=False)
    made.gathering.gather()
    assert ("read", matter) in first(made).replica.state.rows, "the mark of reading is lost"
    assert first(made).outbox.pending_rows(9) == ()
    made.rest()
    made.check_rest()


@script
def epoch_unchanged():
    """The database is put back by hand and goes on past one device's position; another had been further."""
    with noticing():
        made, matter, _ = consulted()
        one, two = made.devices
        for n in range(3):
            made.do(one, "say", matter, opinion=f"再{n}")
        made.rest(one)
        before, epoch = made.truth(matter), made.centre.epoch
        made.gathering.before()
        made.centre.database.restore(made.backup.copy)
        made.centre._folds.clear()
        made.gathering.after()
        sender = Sender(made)
        while made.head_of_feed()[1] < two.replica.feed().position[0]:
            sender.send("write", title="照常", to=["p1"])
        made.gathering.before()
        made.gathering.after()
        assert one.replica.feed().position[0] > made.head_of_feed()[1]
        made.gathering.gather(one, two)
        assert made.centre.epoch != epoch, "nobody noticed"
        made.gathering.gather(one, two)
        all_came_back(made, matter, before)


@contextlib.contextmanager
def noticing():
    """The centre says in its log that it noticed."""
    log = logging.getLogger("server_stub.keeping")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_shipped_passes(name):
    SCRIPTS[name]()


@pytest.mark.parametrize("name", PLANTED)
def test_the_defect_is_caught(name):
    with PLANTED[name](), pytest.raises(AssertionError):
        SCRIPTS[name]()


def test_every_script_has_its_defect():
    assert SCRIPTS.keys() == PLANTED.keys()
