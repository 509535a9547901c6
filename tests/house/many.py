"""许多行: more of everything that pages list, written straight into the tables: what it costs to look at is counted, not how it came."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.people import MORNING, TODAY, Cast
from xiaoneng.audit.models import Checkpoint, StoredFile
from xiaoneng.ledger.models import Absence, Batch, Enactment, Fact, FactState, Notice, Work
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.matters.actions import open_matter
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.merit.models import Opinion, Run
from xiaoneng.org.models import (
    Account,
    ApiToken,
    Appointment,
    Body,
    Factor,
    Grant,
    Handover,
    Lead,
    Level,
    Person,
    Post,
    Role,
    SignedIn,
    Unit,
)

MONTH = date(2026, 7, 1)


@dataclass
class More:
    """再添一些: so many people, and as many of everything else; asked for again, it goes on where it stopped."""

    cast: Cast
    there: int = 0
    people: list[Person] = field(default_factory=list)

    def add(self, count: int) -> None:
        numbers = range(self.there, self.there + count)
        self.there += count
        self._roll(numbers)
        self._facts(numbers)
        self._beside(numbers)
        self._results(numbers)
        self._own(numbers)
        self._matters(numbers)
        Unit.objects.filter(pk=self.cast.office.pk).update(revision=self.there + 1)

    def _roll(self, numbers: range) -> None:
        cast, office = self.cast, self.cast.office
        units = [Unit(level=Level.SECTION, name=f"第{n}组", parent=office, office=office, order=100 + n) for n in numbers]
        Unit.objects.bulk_create(units)
        people = [
            Person(office=office, no=f"N{n:04}", name=f"员{n}", initials="y", order=100 + n, joined_on=date(2015, 1, 4)) for n in numbers
        ]
        self.people = Person.objects.bulk_create(people)
        where = cast.sections["救助股"]
        posts = Post.objects.bulk_create([Post(unit=where, name=f"岗{n}") for n in numbers])
        appointed = [Appointment(person=one, unit=where, post=post, title="科员") for one, post in zip(self.people, posts, strict=True)]
        Appointment.objects.bulk_create(appointed)
        Account.objects.bulk_create([Account(username=f"n{one.no}", person=one, must_change=False) for one in self.people])
        Grant.objects.bulk_create([Grant(person=one, role=Role.CLERK, unit=unit) for one, unit in zip(self.people, units, strict=True)])
        Lead.objects.bulk_create([Lead(person=cast.shen, unit=unit) for unit in units])
        Body.objects.bulk_create([Body(office=office, name=f"第{n}会", members=["救助股"]) for n in numbers])
        listed = {"office": office, "giver": cast.ma, "taker": cast.he, "day": TODAY, "made_by": cast.lin, "made_at": MORNING}
        Handover.objects.bulk_create([Handover(post=post, **listed) for post in posts])

    def _facts(self, numbers: range) -> None:
        """Half of them about one person, half about everybody; half confirmed, half waiting."""
        cast, enactment = self.cast, self.enactment
        common: dict[str, Any] = {"office": cast.office, "rulebook": enactment.key, "entered_by": cast.zhou, "entered_at": MORNING}
        kinds = list(source_of(enactment).rulebook.facts.items())[:3]
        made = []
        for n, one in zip(numbers, self.people, strict=True):
            key, kind = kinds[n % len(kinds)]
            day = MONTH + timedelta(days=n % 21)
            for about in (one, cast.ma, cast.lin):
                for state in (FactState.CONFIRMED, FactState.PENDING):
                    no = f"T{n}-{about.pk}-{state}"
                    made.append(Fact(no=no, kind=key, kind_name=kind.name, day=day, person=about, state=state, **common))
        Fact.objects.bulk_create(made)

    def _beside(self, numbers: range) -> None:
        cast, office, enactment = self.cast, self.cast.office, self.enactment
        file = StoredFile.objects.create(
            office_id=office.pk, key=f"k{self.there}", name="a.csv", content_type="text/plain", size=1, sha256="0" * 64,
            added_by_id=cast.lin.pk, added_at=MORNING,
        )  # fmt: skip
        for about in (cast.ma, *self.people):
            Absence.objects.create(
                office=office, person=about, since=TODAY, until=TODAY, approved_by="沈望", entered_by=cast.lin, entered_at=MORNING
            )
        made = {"made_by": cast.lin, "made_at": MORNING}
        batches = [Batch(office=office, enactment=enactment, source="表", file=file, state=Batch.State.DONE, **made) for _ in numbers]
        Batch.objects.bulk_create(batches)
        entered = {"office": office, "rulebook": "county-information", "day": TODAY, "entered_by": cast.lin, "entered_at": MORNING}
        kind, named = next(iter(source_of(self.informing).rulebook.works.items()))
        Work.objects.bulk_create(
            [Work(no=f"W{n}", kind=kind, kind_name=named.name, title=f"稿{n}", authors=[cast.ma.pk], **entered) for n in numbers]
        )
        seen = {"office": office, "made_at": MORNING, "visible_at": MORNING - timedelta(hours=1)}
        Notice.objects.bulk_create([Notice(person=one, text=f"第{n}条", **seen) for n in numbers for one in (cast.ma, cast.lin, cast.he)])
        Enactment.objects.bulk_create(
            [
                Enactment(
                    office=office, key=enactment.key, number=100 + n, title=enactment.title, text=enactment.text, created_by=cast.lin,
                    text_sha256=enactment.text_sha256, created_at=MORNING,
                )
                for n in numbers
            ]
        )  # fmt: skip

    def _results(self, numbers: range) -> None:
        """Closed periods; the result of each is that of the one that was closed."""
        closed = Run.objects.order_by("pk").first()
        assert closed is not None
        more = {name: getattr(closed, name) for name in ("office", "enactment", "key", "first_day", "last_day", "result", "closed_by")}
        Run.objects.bulk_create([Run(period=f"P{n}", revision=1, closed_at=MORNING, **more) for n in numbers])
        Opinion.objects.bulk_create(
            [
                Opinion(
                    office=self.cast.office, person=one, key=closed.key, sheet="s", line="l", period=closed.period, text="好",
                    said_by=one, said_at=MORNING,
                )
                for one in self.people
            ]
        )  # fmt: skip

    def _own(self, numbers: range) -> None:
        account = Account.objects.get(person=self.cast.ma)
        lin = self.cast.lin
        until = TODAY + timedelta(days=9)
        ApiToken.objects.bulk_create([ApiToken(person=lin, name=f"t{n}", digest=f"d{n}", until=until, made_at=MORNING) for n in numbers])
        SignedIn.objects.bulk_create([SignedIn(account=account, session_key=f"s{n}", began_at=MORNING) for n in numbers])
        Factor.objects.bulk_create([Factor(account=account, kind="code", secret="", made_at=MORNING) for _ in numbers])
        Checkpoint.objects.bulk_create([Checkpoint(size=1000 + n, root="0", at=MORNING, key_id="k", signature="s") for n in numbers])

    def _matters(self, numbers: range) -> None:
        known = procedures_of(self.cast.office, TODAY)["statement"]
        facts = list(Fact.objects.filter(person=self.cast.ma, state=FactState.PENDING).exclude(matters__isnull=False)[: len(numbers)])
        for fact in facts:
            open_matter(known=known, subject=self.cast.ma, fields={"text": "有出差通知"}, facts=[fact], by=self.cast.ma, at=MORNING)
        assert Matter.objects.count() >= len(facts)

    @property
    def enactment(self) -> Enactment:
        assert self.cast.enactment is not None
        return self.cast.enactment

    @property
    def informing(self) -> Enactment:
        """The enactment that knows works."""
        return Enactment.objects.get(office=self.cast.office, key="county-information")
