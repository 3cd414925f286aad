"""A deterministic corpus of office papers, a day on top of it, and attachments: what every peer is given to carry.

Half-readable on purpose. Whole sentences repeat and would compress away as no office's papers do: 15 of 100 clauses are
taken as they stand from written prose, 65 come from a character chain learnt on it, 20 carry names, places and figures.
The same seed gives the same bytes. Prose comes from the demo district's writer, or from `seeds`, a text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random

from server_stub.demo.prose import Prose

SEED = 20260105
PEOPLE = 1800
OFFICE = 20
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国华志晓红海燕文斌振宇思远佳怡子轩雨涵"
PLACES = "南门 东渡 西成 月湖 鼓楼 白云 段塘 望春 石岭 洞桥 芦港 横街 沙河 古林 高桥 章水 龙观".split()
ORGANS = (
    "区府办 发改局 经信局 教育局 科技局 公安分局 民政局 司法局 财政局 人社局 住建局 交通局 农业农村局 商务局 文旅局"
    " 卫健局 应急局 审计局 市场监管局 综合执法局 大数据局 信访局"
).split()
KINDS = {"通知": 30, "请示": 12, "报告": 12, "函": 10, "会议纪要": 8, "通报": 8, "批复": 5, "公告": 10, "督查单": 5}
TYPES = ("公文轮阅", "收文", "发文", "电子公告", "电子邮件", "政务督查", "领导批示")
TOPICS = (
    "防汛防台 安全生产 消防检查 文明创建 旧区改造 垃圾分类 治水 数字城管 政务服务 信访 预算执行 政府采购 基层治理 社区服务"
    " 道路养护 应急值守 档案归集 人口普查 就业培训 学前教育 困难救助 节能降耗 招商引资 食品安全 公务用车 政务公开"
).split()
VERBS = ("做好", "开展", "进一步加强", "印发", "报送", "推进")
WORDS = (
    "同意。", "已阅。", "请按规定办理。", "拟同意，请领导阅示。", "请相关科室研究后提出意见。", "转综合科办理，限期反馈。",
    "情况属实，建议纳入下月计划。", "请与财政局会商后再报。", "已落实，材料已归档。",
)  # fmt: skip
BIG = 5_000_000 - 60_000
PICTURE = 640_000

Paper = dict[str, object]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of an office: papers that come, what others did, what this user did."""

    new: list[Paper]
    pull: list[Paper]
    push: list[Paper]


def line(paper: object) -> str:
    """One line of a file."""
    return json.dumps(paper, ensure_ascii=False, separators=(",", ":")) + "\n"


def prose() -> str:
    """Some 60 KB written by the demo's writer."""
    writer = Prose(Random(1))
    return "\n".join(writer.circulation("明州区人民政府办公室", "district").body for _ in range(60))


class Writer:
    """Clauses, sentences and bodies."""

    def __init__(self, seeds: str, rng: Random) -> None:
        self.rng = rng
        pieces = re.split(r"[。！？；，,：:;\s]+", seeds)
        fitting = [p for p in pieces if 4 <= len(p) <= 36 and sum("一" <= c <= "鿿" for c in p) > 0.85 * len(p)]
        self._clauses = sorted(set(fitting))
        self._after: dict[str, list[str]] = defaultdict(list)
        for piece in fitting:
            marked = f"^{piece}$"
            for at in range(1, len(marked)):
                self._after[marked[at - 1]].append(marked[at])
                self._after[marked[max(0, at - 2) : at]].append(marked[at])

    def name(self) -> str:
        return self.rng.choice(SURNAMES) + "".join(self.rng.choice(GIVEN) for _ in range(self.rng.choice((1, 2, 2))))

    def place(self) -> str:
        rng = self.rng
        inner = f"{rng.choice(GIVEN)}{rng.choice(GIVEN)}社区" if rng.random() < 0.4 else ""
        return f"{rng.choice(PLACES)}{rng.choice(('街道', '街道', '镇'))}{inner}"

    def _chain(self) -> str:
        rng, made = self.rng, "^"
        while len(made) < 30:
            two = self._after.get(made[-2:]) if len(made) > 1 and rng.random() < 0.6 else None
            following = rng.choice(two or self._after[made[-1]])
            if following != "$":
                made += following
            elif len(made) > 5:
                break
            else:
                made = "^"
        return made[1:]

    def clause(self) -> str:
        rng = self.rng
        chance = rng.random()
        if chance < 0.15:
            return rng.choice(self._clauses)
        if chance < 0.80:
            return self._chain()
        return rng.choice(
            (
                f"由{rng.choice(ORGANS)}会同{self.place()}负责",
                f"截至{rng.randint(1, 12)}月{rng.randint(1, 28)}日共完成{rng.randint(3, 9800)}{rng.choice('件户人次项处')}",
                f"联系人{self.name()}，电话8{rng.randint(1_000_000, 9_999_999)}",
                f"安排资金{rng.randint(1, 900)}.{rng.randint(0, 99):02d}万元",
            )
        )

    def body(self, characters: int) -> str:
        """Paragraphs of three to six sentences."""
        rng = self.rng
        made, length, left = "", 0, 0
        while length < characters:
            if left == 0:
                made += "\n　　" if made else "　　"
                left = rng.randint(3, 6)
            sentence = "，".join(self.clause() for _ in range(rng.randint(2, 5))) + "。"
            made += sentence
            length += len(sentence)
            left -= 1
        return made


class Corpus:
    """Everything from one seed, in one stream."""

    def __init__(self, seed: int = SEED, seeds: str = "", mark: str = "") -> None:
        """`mark` tells the ids of one stream from those of another."""
        self.rng = Random(seed)
        self.writer = Writer(seeds or prose(), self.rng)
        self._names = [self.writer.name() for _ in range(PEOPLE)]
        self._at = dt.datetime(2026, 1, 5, 8, 30)  # noqa: DTZ001 - the papers bear local times without a zone
        self._count = 0
        self._mark = mark

    def papers(self, count: int) -> list[Paper]:
        """The next papers."""
        return [self._paper() for _ in range(count)]

    def _paper(self) -> Paper:
        rng, writer = self.rng, self.writer
        self._at += dt.timedelta(seconds=rng.randint(20, 900))
        self._count += 1
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
        organ, sender = rng.choice(ORGANS), rng.randrange(PEOPLE)
        return {
            "id": hashlib.sha1(f"item{self._mark}{self._count}".encode()).hexdigest()[:16],
            "type": rng.choice(TYPES),
            "title": f"关于{rng.choice(VERBS)}{writer.place()}{rng.choice(TOPICS)}工作的{kind}",
            "docno": f"明{organ[:2]}〔2026〕{rng.randint(1, 300)}号",
            "sender": f"u{sender:04d}",
            "sender_name": self._names[sender],
            "unit": organ,
            "recipients": [f"u{r:04d}" for r in sorted(rng.sample(range(PEOPLE), rng.choice((3, 8, 20, 40))))],
            "urgency": rng.choices(("平件", "急件", "特急"), (85, 12, 3))[0],
            "created": self._at.isoformat(),
            "body": writer.body(rng.randint(300, 1500)),
        }

    def day(self, old: list[Paper], new: int = 100, pull: int = 300, push: int = 40) -> Day:
        """A day of an office of 20: its actions fall on the newest 600 papers and on those of the day."""
        fresh = self.papers(new)
        pool = old[-600:] + fresh
        return Day(
            fresh, [self._deed(pool, 0.7) for _ in range(pull)], [self._deed(old[-600:], 0.5) for _ in range(push)]
        )

    def _deed(self, pool: list[Paper], reads: float) -> Paper:
        rng = self.rng
        self._at += dt.timedelta(seconds=rng.randint(1, 90))
        self._count += 1
        deed: Paper = {
            "item": rng.choice(pool)["id"],
            "by": f"u{rng.randrange(OFFICE):04d}",
            "at": self._at.isoformat(),
            "kind": "read" if rng.random() < reads else "opinion",
            "id": hashlib.sha1(f"deed{self._mark}{self._count}".encode()).hexdigest()[:16],
        }
        if deed["kind"] == "opinion":
            words = rng.choice(WORDS)
            deed["text"] = words if rng.random() < 0.6 else f"{words}{self.writer.clause()}。"
        return deed


def write_files(folder: Path, seed: int = SEED) -> None:
    """v1.docx and v2.docx (one word changed), and big5m.pdf."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(seed)
    writer = Writer(prose(), rng)
    text = writer.body(12_000)
    pictures = [rng.randbytes(PICTURE) for _ in range(3)]
    (folder / "v1.docx").write_bytes(_docx(text, pictures))
    (folder / "v2.docx").write_bytes(_docx(f"{text[:6000]}立即{text[6002:]}", pictures))
    (folder / "big5m.pdf").write_bytes(_pdf(writer.body(20_000), rng.randbytes(BIG)))


def _docx(text: str, pictures: list[bytes]) -> bytes:
    """A zip like a document of a word processor: one XML of the text, and pictures."""
    body = "".join(f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>" for part in text.split("\n")).encode()
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": body}
    parts |= {f"word/media/image{n}.jpeg": picture for n, picture in enumerate(pictures)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 5, 8, 0, 0)), data, zipfile.ZIP_DEFLATED, 6)
    return made.getvalue()


def _pdf(text: str, blob: bytes) -> bytes:
    packed = zlib.compress(text.encode("utf-16-be"))
    head = f"%PDF-1.5\n1 0 obj\n<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    second = f"\nendstream\nendobj\n2 0 obj\n<< /Length {len(blob)} >>\nstream\n".encode()
    return head + packed + second + blob + b"\nendstream\nendobj\n%%EOF\n"
