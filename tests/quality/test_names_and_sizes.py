import ast
import re

import pytest

from tests.quality.source import ROOT, findings, modules, name_of, told

# design.md, section 3: one English noun a thing in every layer.
NOUNS = set(
    "matter entry command refusal track clock circulation incoming outgoing instruction supervision bulletin "
    "mail sms fiscal directory delegation leave calendar numbers search".split()
)
# The layers whose modules bear those nouns, and the further names each may have, with the reason.
ALSO = {
    "oa_client/domain": {
        "people": "persons, posts and units, whom every noun speaks of",
        "table": "the process table (design.md, section 2)",
        "table_json": "process tables to and from JSON",
        "vocabulary": "the closed vocabulary, word by word, with what each takes",
        "scene": "what conditions and views look at",
        "conditions": "what the words of a condition mean",
        "impartial": "the words of conditions by which nobody decides on his own request",
        "track_words": "the words of conditions that look at tracks",
        "views": "whom a view may name",
        "document": "what every 公文 bears on its head",
        "exchange": "公文交换 between organs of the district",
        "handling": "the rows of 承办 and 催办 that several tables share",
        "handwriting": "手写签批: the editions of the kinds in which a leader writes by hand",
        "corrections": "意见更正: an author puts his words right",
        "notices": "the yearly notices a calendar is made of",
        "working_calendar": "the calendar as a matter; calendar itself is the arithmetic",
        "announcing": "what an entry of the working calendar announces",
        "editions": "a later edition of a table, from an earlier one",
        "recount": "limits counted again after the calendar changed",
        "usual": "the day a form offers by itself, and how it was counted (domain.md, section 5)",
        "moving_dues": "the editions whose usual day moves with the calendar",
        "measures": "what of a matter counts in statistics",
        "act": "an entry being applied, and how a word of an effect is added",
        "effects": "what the words of an effect do",
        "strands": "what they do to tracks",
        "clocks": "what they do to clocks",
        "fields": "what may stand in a field",
        "decision": "what decide is told and may answer",
        "lexicon": "how a word of a condition is added, and whether one holds",
        "authority": "the words that ask whether somebody or a paper may go where it is sent",
        "body": "what the rules look at of a structured text",
        "branches": "the words about strands under strands, and whose they are",
        "duties": "whose work a rule holds open, and when it is due",
        "parts": "what effects do to strands that have parts, and to their days",
        "keeping": "what of an entry stands in the state",
        "locking": "what a signature is given for",
        "routing": "行文规则 (domain.md, 1.3)",
        "issuing_plan": "发文立项 and the year's plan (domain.md, 1.8)",
        "acceptance": "what an accepted command becomes",
        "rulebook": "decide, evolve and the three views",
        "tracks": "which tracks a command names, and who held them",
        "kinds": "the tables this build knows",
        "numbering": "the kind numbers: a series of an organ as a process table",
        "series": "how the numbers of a series stand, and who holds it (decision 24)",
        "series_acts": "what a clerk does with the numbers of a series",
        "drawing": "which number an act draws from a series",
        "handover": "工作移交, in every kind of matter (domain.md, section 4.16)",
        "standing_in": "who stands in for whom, as a delegation says it",
        "listing": "what a list shows of a matter",
        "passwords": "what may be somebody's next password",
        "money": "amounts, approval rules and budget lines, whatever speaks of them",
        "secrecy": "markings of state secrets (domain.md, 8.3)",
    },
    "oa_client/app": {
        "light": "light copies, kept beside the files",
        "links": "addresses of matters, oa://matter/7-12",
        "soundness": "what a look at this machine and its files finds",
        "libraries": "what of the system the program asks for, and which package brings it",
        "spending": "how an application for money stands: its steps, what its line has left",
        "figures": "pictures in the text of a draft, as files of its matter",
        "kept_words": "words that no command carries, and where each finds its form",
        "workdays": "the calendar as shipped, with what was announced since",
        "usual": "the limit an office usually gives, by what is done",
        "statistics": "counts of matters as the centre told them",
        "charts": "what a chart says",
        "standing_in": "who stands in for whom, as the centre told this device",
        "urges": "the centre's morning digests of what is due",
        "ports": "what the outside has to offer (design.md, section 3)",
        "replica": "the port of what the centre can send again",
        "reading": "the reading side: lists, records, search",
        "desk": "everything a surface may ask of one profile",
        "seat": "an open profile with its link, and the ways into one",
        "beside": "two versions of one form put together",
        "acting": "what is offered, done and taken back on any kind",
        "overlay": "waiting commands folded over the confirmed record",
        "attachments": "files of matters",
        "checking": "verifying a stored record",
        "batches": "commands that are kept together",
        "together": "several matters opened in one act",
        "conflicts": "what came back because its matter had moved on, with both sides",
        "policies": "what an administrator lays down for a machine, and what holds of it",
        "terms": "under which terms a desk works: policies and lease",
        "lease": "how long a device may go on without its centre",
        "preview": "the port of the preview child",
        "gongwen": "a 公文 as plain data (GB/T 9704)",
        "pictures": "what may be a picture in a text",
        "gongwen_faults": "what a 公文 cannot be",
        "gongwen_spec": "a 公文 from and to JSON",
        "body": "the text of a draft as one value of a field",
        "bodies": "bodies too long for a field, on their way as files",
        "recognition": "pasted lines as the blocks of a 公文",
        "pasted": "pasted HTML as the blocks of a 公文",
        "drafting": "a draft as the 公文 it would be",
        "office_copy": "a draft on its way through office software and back",
        "editing_turn": "whether an edit becomes the text or a 修改意见稿",
        "draft_checks": "what is worth a look in a draft",
        "redline": "花脸稿: one version of a text against another",
        "papers": "the 公文 of a matter, from what it keeps",
        "seals": "the port of what puts seals on a 公文",
        "breakdown": "a table of tasks as items of supervision, judged before any is kept",
        "supervisors": "who supervises here, and whether 政府督查 or 内部督办 (practice.md, section 3)",
        "forms": "what stands on a printed sheet, and the port of the press",
        "sheets": "what a matter has to say on a printed sheet",
        "ways": "the way to the centre: proxies and whose certificates are believed",
        "groups": "常用分组: whom one person often addresses together",
        "lineuse": "how a person lets the line be used",
        "standing": "how syncing stands, as one object",
        "synclog": "what syncing did, as lines without words of documents",
        "scans": "the port of the scan inbox",
        "registers": "what stands in the registers here, and who may begin what",
        "finding": "where the words of a search stand in a text",
        "searching": "what a query finds: by its words, and of the person it names",
        "whole": "files that leave the client: whole or not at all",
        "ink": "手写签批: strokes as data, and what they may be at most",
        "ink_file": "the file of handwriting",
        "ink_line": "the line a pen draws",
        "ink_reading": "the handwriting of an entry",
        "ink_replay": "handwriting played again",
        "ink_session": "somebody writing by hand: undoing, the rubber, and when it is full",
        "tabular": "a list on its way out as a table, and the port of what writes it",
        "versions": "which of my files may be an earlier version of another",
    },
    "oa_client/store": {
        "before": "what the centre did by itself directly before entries of mine",
        "outbox": "design.md, decision 3",
        "behalf": "whose work stands in my lists by a delegation",
        "replica": "design.md, decision 3",
        "files": "design.md, decision 3",
        "light": "light copies, kept beside the files",
        "originals": "the attachments of what waits for me (lineuse.Originals)",
        "projections": "design.md, section 3",
        "migrations": "design.md, section 3",
        "encryption": "design.md, section 3",
        "tables": "the schema",
        "engine": "connections: one writer, many readers",
        "codec": "how values stand in columns",
        "commands": "the part of the outbox the engine works on",
        "copies": "rolling copies of the outbox",
        "drafts": "the part of the outbox that holds what is being typed",
        "library": "the reading side (ports.Library)",
        "lists": "the lists every desk has, as SQL",
        "page": "one transaction on the replica (ports.ReplicaPage)",
        "people": "the directory out of its rows",
        "profile": "the folder of the three files",
        "projector": "writes the projections of the matters a page touched",
        "rereading": "what an upgrade makes to be worked out anew, step by step",
        "soundness": "how the files are, without changing them",
        "state": "a matter's row while a page works on it",
        "upgrade": "a file brought to this version's schema",
        "waiting": "the outbox folded over a snapshot of the replica",
        "words": "texts and queries cut for search",
        "finding": "what a search shows beside rows: passages, whose they are",
    },
    "oa_client/ui": {
        "scan_side": "the scan inbox and the window, what they tell each other",
        "shell": "the frame around the features",
        "widgets": "what several features show",
        "theme": "tokens and the one style sheet",
        "network": "what Qt knows of the network: proxies, and when it changes",
        "bridge": "the only crossing between threads",
        "application": "from sign-in to the last window",
        "desktop": "the window and what feeds it",
        "toolkit": "what Qt itself brings, and whether it is all there",
        "calls": "what is asked of the windows from outside",
        "pages": "the pages of the desktop, each made when first asked for",
        "statistics": "统计 (ui.md, section 5.4)",
        "probe": "how late the screen answers",
        "workbench": "工作台 (ui.md, section 5.4)",
        "centre": "同步中心 (ui.md, section 5.4)",
        "settings": "设置 (ui.md, section 5.4)",
    },
}
DUMPS = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|controllers?|common|stuff)($|_)")
DUMP_CLASSES = re.compile(r"(Utils?|Helpers?|Manager|Controller)$")
MODULE_LINES, FUNCTION_LINES = 400, 70


def strangers(layer, names):
    return sorted(name for name in names if name not in NOUNS and name not in ALSO[layer])


def names_in(layer):
    folder = ROOT / layer
    names = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return {name for name in names if not name.startswith("_")}


@pytest.mark.parametrize("layer", ALSO)
def test_glossary_nouns(layer):
    found = strangers(layer, names_in(layer))
    assert not found, told(
        [f"{layer}/{name}" for name in found],
        "A module bears the noun of design.md, section 3; another name goes into ALSO here, with its reason.",
    )


def dumps(module, name):
    """Find names that say nothing about what is inside."""
    stem = name.removesuffix(".py").rsplit("/", 1)[-1]
    if any(DUMPS.search(part) for part in name.removesuffix(".py").split("/")):
        yield f"1 module {stem}"
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and DUMP_CLASSES.search(node.name):
            yield f"{node.lineno} class {node.name}"


def test_no_module_or_class_is_a_dump():
    found = findings(dumps, modules())
    assert not found, told(found, "Name what it is or does; a place for everything becomes a place for anything.")


def test_a_stranger_and_a_dump_are_found():
    assert strangers("oa_client/domain", {"circulation", "workflow"}) == ["workflow"]
    assert list(dumps(ast.parse(""), "oa_client/app/mail_utils.py"))
    assert list(dumps(ast.parse("class SyncManager: pass"), "oa_client/sync/engine.py"))
    assert not list(dumps(ast.parse("class Engine: pass"), "oa_client/sync/engine.py"))


def test_no_further_name_repeats_a_noun():
    repeated = {f"{layer}/{name}" for layer, names in ALSO.items() for name in names if name in NOUNS}
    assert not repeated, told(sorted(repeated), "These are nouns of the design already.")


def budgets(module, _name):
    """Find modules and functions over their budget; tables of data at module level do not count."""
    tables = sum(
        node.end_lineno - node.lineno + 1 for node in module.body if isinstance(node, ast.Assign | ast.AnnAssign)
    )
    last = max((node.end_lineno for node in module.body), default=0)
    if last - tables > MODULE_LINES:
        yield f"1 {last - tables} lines without tables, budget {MODULE_LINES}"
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{node.lineno} {node.name} has {lines} lines, budget {FUNCTION_LINES}"


def test_size_budgets():
    found = findings(budgets, modules("oa_client", "server_stub", "installer"))
    assert not found, told(found, "Cut along what changes for one reason; do not squeeze lines.")


def test_what_is_too_big_is_found():
    assert not list(budgets(ast.parse("x = 1\n" * 500), "tables.py"))
    assert list(budgets(ast.parse("f()\n" * 401), "long.py"))
    assert list(budgets(ast.parse("def f():\n" + "    g()\n" * 70), "long.py"))
    assert not list(budgets(ast.parse("def f():\n" + "    g()\n" * 69), "good.py"))


def test_names_are_those_of_the_files():
    assert names_in("oa_client/ui") >= {"shell", "widgets", "circulation"}
    assert name_of(ROOT / "oa_client" / "assets.py") == "oa_client/assets.py"
