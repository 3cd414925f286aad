"""What chance finds too seldom in the model: one script a trap, and the client that falls into it."""

import pytest

from tests.sync.model import END, Centre, Client, Span


def matters(centre, scope, n, kind="d", first=0):
    made = [f"{kind}{i:04d}" for i in range(first, first + n)]
    for matter in made:
        centre.append(matter, f"s{matter}")
        centre.access.append(Span(matter, scope, centre.tick()))
    return made


def office(client=Client):
    centre = Centre()
    centre.members.append(Span("a", "U", centre.tick()))
    device = client("a")
    device.begin_again(centre.epoch)
    return centre, device


def live(centre, device):
    device.take_live(centre.live("a", device.position))


def walk(centre, device, which):
    device.take_walk(1, which, device.walks[which], centre.walk("a", which, device.walks[which]))


def rest(centre, device):
    for _ in range(200):
        live(centre, device)
        for which in list(device.walks):
            walk(centre, device, which)
        if device.wants():
            device.take_fetch(1, centre.fetch("a", device.wants()))


def check(centre, device):
    assert set(device.head) == {m for m in centre.version if centre.visible("a", m)}
    for matter in device.full:
        assert device.prefix(matter) == centre.version[matter], matter


class NumberOnly(Client):
    """Its position is a number: a page that ends inside a tie loses the rest."""

    def take_live(self, reply):
        super().take_live(reply)
        if self.position:
            self.position = (self.position[0], 9, END)


class LastWord(Client):
    """Believes what it heard last."""

    def says(self, matter, at, *, visible, head=0):
        (self.gone if visible else self.seen).pop(matter, None)
        return super().says(matter, at, visible=visible, head=head)


class Deaf(Client):
    """Does not want in full what was a header when news of it comes."""

    def put(self, matter, v, command):
        if matter in self.full or self.head.get(matter) == v == 1:
            super().put(matter, v, command)


def tie(client):
    """Five matters of a unit are lost at one position."""
    centre, device = office(client)
    matters(centre, "U", 5)
    rest(centre, device)
    centre.members[0].until = centre.tick()
    rest(centre, device)
    check(centre, device)


def overtaken(client):
    """A record is fetched, its matter is lost, and the news of that arrives first."""
    centre, device = office(client)
    (matter,) = matters(centre, "a", 1)
    live(centre, device)
    walk(centre, device, next(iter(device.walks)))
    device.full.add(matter)
    page = centre.fetch("a", device.wants())
    centre.access[0].until = centre.tick()
    live(centre, device)
    device.take_fetch(1, page)
    rest(centre, device)
    check(centre, device)


def header(client):
    """An old matter is a header; something happens to it."""
    centre, device = office(client)
    matters(centre, "a", 3)
    centre.old = set(centre.version)
    rest(centre, device)
    assert not device.full
    centre.append("d0001", "news")
    rest(centre, device)
    assert device.full == {"d0001"}
    check(centre, device)


@pytest.mark.parametrize(("story", "fool"), [(tie, NumberOnly), (overtaken, LastWord), (header, Deaf)])
def test_the_trap_is_one_and_the_model_passes(story, fool):
    story(Client)
    with pytest.raises(AssertionError):
        story(fool)


def test_a_delegation_for_one_kind_shows_that_kind_and_ends():
    centre, device = office()
    matters(centre, "b", 3, "d")
    matters(centre, "b", 3, "e")
    rest(centre, device)
    assert not device.head
    centre.members.append(Span("a", "b", centre.tick(), kind="e"))
    rest(centre, device)
    assert {m[0] for m in device.head} == {"e"}
    check(centre, device)
    centre.members[-1].until = centre.tick()
    rest(centre, device)
    assert not device.head


@pytest.mark.parametrize("n", [100, 300])
def test_an_urgent_matter_is_whole_after_two_turns_however_many_are_transferred(n):
    centre, device = office()
    matters(centre, "V", n)
    rest(centre, device)
    centre.members.append(Span("a", "V", centre.tick()))
    live(centre, device)
    walk(centre, device, next(iter(device.walks)))
    matters(centre, "a", 1, "u")
    turns = 0
    while device.prefix("u0000") < 1:
        live(centre, device)
        turns += 1
    assert turns <= 2
