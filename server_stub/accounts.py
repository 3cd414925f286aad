"""Signing in: passwords by argon2id, opaque tokens kept as hashes, devices with their numbers, delays for guessers.

Guesses are counted for each (account, device, address), so that nobody locks a colleague's own device out.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, insert, select, update

from oa_client.domain.people import PersonId
from oa_client.protocol.messages import PROTOCOL, PasswordRequest, SessionReply, SessionRequest
from server_stub import tables as t
from server_stub.audit import note
from server_stub.commands import MOST, Caller
from server_stub.problems import Refusal
from server_stub.work import Work, counter, set_counter

TOKEN_LIFE = 30 * 86400
FREE_TRIES = 3
LONGEST_DELAY = 300
_AT_ONCE = 2
_MOST_GUESSERS = 10_000
HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1, type=Type.ID)
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1, type=Type.ID)
"""For demonstration accounts only: the first sign-in hashes their password anew."""

Guesser = tuple[str, int, str]
"""Account, device, address."""


class Delays:
    """How long a guesser waits: nothing for three tries, then 1, 2, 4 … 300 seconds."""

    def __init__(self, clock: Callable[[], int]) -> None:
        """Nobody has guessed yet."""
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[Guesser, tuple[int, int]] = OrderedDict()

    def left(self, guesser: Guesser) -> int:
        """Seconds until he may try again."""
        with self._lock:
            _, until = self._failed.get(guesser, (0, 0))
        return max(0, until - self._clock())

    def failed(self, guesser: Guesser) -> None:
        """Another wrong password."""
        with self._lock:
            tries = self._failed.pop(guesser, (0, 0))[0] + 1
            delay = 0 if tries < FREE_TRIES else min(LONGEST_DELAY, 1 << min(tries - FREE_TRIES, 16))
            self._failed[guesser] = (tries, self._clock() + delay)
            if len(self._failed) > _MOST_GUESSERS:
                self._failed.popitem(last=False)

    def good(self, guesser: Guesser) -> None:
        """The right one."""
        with self._lock:
            self._failed.pop(guesser, None)


@functools.cache
def _nobodys(hasher: PasswordHasher) -> str:
    """What an unknown name is checked against: as dear as what is kept of a password, and no password fits."""
    return hasher.hash(secrets.token_hex(8))


class Passwords:
    """Checks passwords, few at once: each takes 46 MiB."""

    def __init__(self) -> None:
        """Ready."""
        self._few = threading.Semaphore(_AT_ONCE)
        self._nobody = _nobodys(HASHER)

    def good(self, kept: str | None, given: str) -> bool:
        """Whether a password is the kept one; takes as long when there is none."""
        with self._few:
            try:
                HASHER.verify(kept or self._nobody, given)
            except (VerificationError, InvalidHashError):
                return False
            return kept is not None

    def hash(self, given: str) -> str:
        """What is kept of a password."""
        with self._few:
            return HASHER.hash(given)


def set_account(work: Work, person: PersonId, user: str, password: str, hasher: PasswordHasher = HASHER) -> None:
    """A person signs in with this name and password from now on. Devices and what waits on them stay."""
    work.connection.execute(delete(t.account).where(t.account.c.person == person))
    values = {"person": person, "user": user, "password": hasher.hash(password), "changed_at": work.now}
    work.connection.execute(insert(t.account).values(values))
    note(work, "account", user, person=person)


def reset_password(work: Work, user: str, password: str) -> None:
    """Another password; whoever is signed in signs in anew. Raises KeyError for an unknown name."""
    a = t.account.c
    person = work.connection.execute(select(a.person).where(a.user == user)).scalar()
    if person is None:
        raise KeyError(user)
    set_account(work, PersonId(person), user, password)
    end_tokens(work, PersonId(person))


def change_password(work: Work, caller: Caller, user: str, kept: str | None, made: str) -> int:
    """`made` in place of what was `kept` when the person proved himself; his other devices sign in anew: how many.

    Raises `Refusal`, when it was reset meanwhile.
    """
    a, k = t.account, t.token.c
    same = (a.c.person == caller.person) & (a.c.password == kept)
    done = work.connection.execute(update(a).where(same).values(password=made, changed_at=work.now))
    if not done.rowcount:
        raise Refusal(401, "password")
    others = (k.person == caller.person) & (k.device != caller.device)
    ended = select(func.count(k.device.distinct())).where(others, k.until > work.now)
    count: int = work.connection.execute(ended).scalar_one()
    work.connection.execute(delete(t.token).where(others))
    note(work, "password", user, person=caller.person, device=caller.device)
    return count


def end_tokens(work: Work, person: PersonId) -> None:
    """Sign a person out everywhere."""
    work.connection.execute(delete(t.token).where(t.token.c.person == person))


def kept_password(connection: Connection, user: str) -> tuple[PersonId | None, str | None]:
    """The person of a user name and what is kept of his password."""
    a = t.account.c
    found = connection.execute(select(a.person, a.password).where(a.user == user)).first()
    return (PersonId(found.person), found.password) if found else (None, None)


def account_of(connection: Connection, person: PersonId) -> tuple[str, str | None]:
    """A person's user name and what is kept of his password."""
    a = t.account.c
    found = connection.execute(select(a.user, a.password).where(a.person == person)).first()
    return (found.user, found.password) if found else ("", None)


def open_session(work: Work, person: PersonId, request: SessionRequest) -> SessionReply:
    """A token for a person whose password was right. Raises `Refusal` when he is not in office."""
    known = work.directory.people.get(person)
    if known is None or not known.active:
        raise Refusal(403, "out_of_office")
    device = _device(work, person, request.device)
    token = secrets.token_urlsafe(32)
    values = {"hash": _hash(token), "person": person, "device": device, "until": work.now + TOKEN_LIFE}
    work.connection.execute(insert(t.token).values(values))
    _renew_hash(work, person, request.password)
    note(work, "sign_in", request.user, person=person, device=device)
    epoch, centre = counter(work.connection, "epoch"), counter(work.connection, "centre")
    return SessionReply(token, device, person, known.name, epoch, work.now, centre=centre)


def _renew_hash(work: Work, person: PersonId, password: str) -> None:
    a = t.account
    kept = work.connection.execute(select(a.c.password).where(a.c.person == person)).scalar_one()
    if HASHER.check_needs_rehash(kept):
        work.connection.execute(update(a).where(a.c.person == person).values(password=HASHER.hash(password)))


def _device(work: Work, person: PersonId, said: int) -> int:
    """The device's number: the one it had, or a new one. A restored centre believes a number it may have given."""
    d = t.device
    said = said if 0 < said < MOST else 0
    owner = work.connection.execute(select(d.c.person).where(d.c.id == said)).scalar()
    if owner == person:
        return said
    free = owner is None and 0 < said <= counter(work.connection, "device")
    number = said if free else new_device_number(work)
    work.connection.execute(insert(d).values(id=number, person=person, made_at=work.now))
    return number


def owns(connection: Connection, person: PersonId, said: int) -> bool:
    """Whether a device is this person's: what a stranger says of himself opens no fresh account of guesses."""
    d = t.device
    return 0 < said < MOST and connection.execute(select(d.c.person).where(d.c.id == said)).scalar() == person


def new_device_number(work: Work) -> int:
    """The next free device number, kept at once: a number is never given twice."""
    number = work.count("device")
    set_counter(work.connection, "device", number)
    return number


def find_caller(connection: Connection, token: str, now: int) -> Caller | None:
    """Whose token this is."""
    k = t.token.c
    found = connection.execute(select(k.person, k.device, k.until).where(k.hash == _hash(token))).first()
    return Caller(PersonId(found.person), found.device) if found and found.until > now else None


def check_protocol(request: SessionRequest | PasswordRequest) -> None:
    """Raise `Refusal` for a client of another protocol."""
    if request.protocol != PROTOCOL:
        raise Refusal(426, "protocol", protocol=PROTOCOL)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
