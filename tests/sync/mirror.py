"""Two stores as one: everything is done to both, and both must answer alike. What is read comes from the second."""

import functools
from contextlib import contextmanager

import msgspec

from oa_client.app.ports import Changes, Settlement
from oa_client.app.replica import Feed


def plain(value):
    """A value without what may differ: the order of sets, how numbers of a list are held."""
    return msgspec.json.encode(value, order="deterministic")


def settlements(found: tuple[Settlement, ...]):
    return sorted(found, key=lambda s: s.n)


def feed(found: Feed):
    return found.epoch, found.position, sorted(found.walks)


def rows(found):
    return sorted((*name, plain(data).decode()) for name, data in found.items())


def before(found):
    return sorted((*name, plain(run).decode()) for name, run in found.items())


SAME = {
    "own_rows": rows,
    "before_mine": before,
    "settlements": settlements,
    "feed": feed,
    "wants": sorted,
    "take_changes": lambda _: None,
}
ALL = 1_000_000


class Mirror:
    """Calls go to both; differing answers are an error of one of them."""

    def __init__(self, first, second) -> None:
        self._first = first
        self._second = second

    def __getattr__(self, name):
        mine, other = getattr(self._first, name), getattr(self._second, name)
        if not callable(mine):
            return mine

        @functools.wraps(mine)
        def both(*args, **kwargs):
            a, b = mine(*args, **kwargs), other(*args, **kwargs)
            same = SAME.get(name, lambda x: x)
            assert plain(same(a)) == plain(same(b)), f"{name}{args}: {a} or {b}"
            return b

        return both


class MirrorOutbox(Mirror):
    """Two outboxes; can be told to die before settling, as `office.Outbox`."""

    killed = BaseException
    kill = False

    def settle(self, proofs):
        if self.kill:
            self.kill = False
            raise self.killed
        return self.__getattr__("settle")(proofs)

    def archived(self):
        return self._first.archived()


class MirrorReplica(Mirror):
    """Two replicas, page by page."""

    @property
    def state(self):
        return self._first.state

    @contextmanager
    def page(self):
        with self._first.page() as first, self._second.page() as second:
            yield Mirror(first, second)

    def wants(self, limit):
        everything = [sorted(one.wants(ALL)) for one in (self._first, self._second)]
        assert everything[0] == everything[1]
        return self._second.wants(limit)

    def shown(self, matter):
        return self._first.shown(matter)

    def take_changes(self) -> Changes:
        self._first.take_changes()
        return self._second.take_changes()
