"""The organ tree of 选人: units, their 收发岗 and their people, read only as far as it is unfolded."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from oa_client.app.directory import Member, People
from oa_client.assets import _
from oa_client.domain.people import Scope, Unit, UnitId, clerks_scope, post_scope, under_scope
from oa_client.ui.widgets.people_chosen import Chosen

Index = QModelIndex | QPersistentModelIndex


class Sort(Enum):
    """What a line of the tree is."""

    UNIT = "unit"
    CLERKS = "clerks"
    MEMBER = "member"


@dataclass(eq=False, slots=True)
class Node:
    """A line of the tree; `below` is None until it is unfolded."""

    sort: Sort
    unit: Unit
    above: Node | None
    row: int
    member: Member | None = None
    below: list[Node] | None = None
    scopes: frozenset[Scope] = field(default_factory=frozenset)


class PeopleTree(QAbstractItemModel):
    """Reads the directory as it is unfolded; what is ticked is asked of the chosen."""

    toggled = Signal()
    """A tick was set or taken away; whoever owns the chosen calls `refresh`."""

    def __init__(self, people: People, chosen: Chosen, *, organs: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self._chosen = chosen
        self.units = False
        self.organs = organs
        self.by_post = False
        self._ticked: frozenset[Scope] = frozenset(chosen.flat())
        self._under: dict[UnitId, frozenset[Scope]] = {}
        self._roots = [self._unit_node(unit, None, row) for row, unit in enumerate(people.roots())]

    # what there is

    def _unit_node(self, unit: Unit, above: Node | None, row: int) -> Node:
        return Node(Sort.UNIT, unit, above, row)

    def _children(self, node: Node) -> list[Node]:
        if node.below is None:
            node.below = self._read(node)
        return node.below

    def _read(self, node: Node) -> list[Node]:
        if node.sort is not Sort.UNIT:
            return []
        unit = node.unit
        if self.organs:
            return [self._unit_node(child, node, row) for row, child in enumerate(self._people.children(unit.id))]
        found = [Node(Sort.CLERKS, unit, node, 0)] if self._people.clerks(unit.id) else []
        for member in self._people.members(unit.id):
            found.append(Node(Sort.MEMBER, unit, node, len(found), member))
        for child in self._people.children(unit.id):
            found.append(self._unit_node(child, node, len(found)))
        return found

    def under(self, unit: UnitId) -> frozenset[Scope]:
        """Everybody of a unit and below it."""
        if unit not in self._under:
            members = frozenset(m.scope for m in self._people.members(unit))
            self._under[unit] = members.union(*(self.under(child.id) for child in self._people.children(unit)))
        return self._under[unit]

    def scope_of(self, node: Node) -> Scope:
        """What ticking a line chooses, where that is one thing."""
        if node.sort is Sort.UNIT and not self.organs:
            return under_scope(node.unit.id)
        if node.sort is Sort.CLERKS or node.member is None:
            return clerks_scope(node.unit.id)
        return post_scope(node.member.post.id) if self.by_post else node.member.scope

    def scopes_of(self, node: Node) -> tuple[Scope, ...]:
        """Everything ticking a line chooses, in protocol order."""
        if self.organs:
            return (self.scope_of(node),) if self._people.clerks(node.unit.id) else ()
        if node.sort is not Sort.UNIT or self.units:
            return (self.scope_of(node),)
        everyone = self._people.everyone_under(node.unit.id)
        return tuple(dict.fromkeys(m.scope for m in everyone))

    def node(self, index: Index) -> Node | None:
        """The line an index means."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Node) else None

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        above = self.node(parent)
        lines = self._roots if above is None else self._children(above)
        return self.createIndex(row, column, lines[row]) if 0 <= row < len(lines) and column == 0 else QModelIndex()

    def parent(self, child: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override] # QObject.parent() shares its name
        node = self.node(child)
        if node is None or node.above is None:
            return QModelIndex()
        return self.createIndex(node.above.row, 0, node.above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        node = self.node(parent)
        return len(self._roots) if node is None else len(node.below or ())

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 1

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:
        node = self.node(parent)
        return node is None or node.sort is Sort.UNIT

    def canFetchMore(self, parent: Index) -> bool:
        node = self.node(parent)
        return node is not None and node.sort is Sort.UNIT and node.below is None

    def fetchMore(self, parent: Index) -> None:
        node = self.node(parent)
        if node is None or node.below is not None:
            return
        lines = self._read(node)
        if lines:
            self.beginInsertRows(QModelIndex(parent), 0, len(lines) - 1)  # type: ignore[arg-type] # either kind of index
        node.below = lines
        if lines:
            self.endInsertRows()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        node, flags = self.node(index), Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        unable = self.organs and node is not None and not self._people.clerks(node.unit.id)
        return flags if unable else flags | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node = self.node(index)
        if node is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(node)
        able = not self.organs or bool(self._people.clerks(node.unit.id))
        return self.state(node) if role == Qt.ItemDataRole.CheckStateRole and able else None

    def _words(self, node: Node) -> str:
        if node.sort is Sort.CLERKS:
            return _("收发岗（{n} 人）").format(n=len(self._people.clerks(node.unit.id)))
        if node.member is not None:
            return f"{node.member.person.name}　{node.member.post.title}"
        if self.organs:
            return (
                node.unit.name
                if self._people.clerks(node.unit.id)
                else _("{unit}（没有收发岗）").format(unit=node.unit.name)
            )
        under = self.under(node.unit.id)
        chosen = len(under & self._ticked) if not self.units else 0
        return f"{node.unit.name}（{chosen}/{len(under)}）" if chosen else f"{node.unit.name}（{len(under)}）"

    def state(self, node: Node) -> Qt.CheckState:
        """Ticked, not, or in part."""
        chosen = self._ticked
        if self.scope_of(node) in chosen or self._covered(node, chosen):
            return Qt.CheckState.Checked
        if self.organs:
            below = self._some_unit(node, chosen)
            return Qt.CheckState.PartiallyChecked if below else Qt.CheckState.Unchecked
        if node.sort is not Sort.UNIT:
            other = node.member is not None and (
                node.member.scope in chosen or post_scope(node.member.post.id) in chosen
            )
            return Qt.CheckState.Checked if other else Qt.CheckState.Unchecked
        under = self.under(node.unit.id)
        some = under & chosen
        if some and some == under and not self.units:
            return Qt.CheckState.Checked
        return Qt.CheckState.PartiallyChecked if some or self._some_unit(node, chosen) else Qt.CheckState.Unchecked

    def _covered(self, node: Node, chosen: frozenset[Scope]) -> bool:
        """Whether a unit above this line is chosen whole."""
        return any(under_scope(unit) in chosen for unit in self._people.directory.ancestors(node.unit.id))

    def _some_unit(self, node: Node, chosen: frozenset[Scope]) -> bool:
        directory = self._people.directory
        wide = [s for s in chosen if s[0] in "tuco"]
        units = [u for s in wide if (u := directory.unit_of(s)) is not None]
        return any(node.unit.id in directory.ancestors(u) for u in units)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        node = self.node(index)
        if node is None or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.toggle(node)
        return True

    def toggle(self, node: Node) -> None:
        """Tick a line, or take the tick away."""
        scopes = self.scopes_of(node)
        if self.state(node) is Qt.CheckState.Checked:
            also = [post_scope(node.member.post.id), node.member.scope] if node.member else []
            self._chosen.remove([*scopes, *also])
        else:
            self._chosen.add(scopes)
        self.toggled.emit()

    def refresh(self) -> None:
        """Every tick may have changed."""
        self._ticked = frozenset(self._chosen.flat())
        self._refresh_below(QModelIndex(), self._roots)

    def _refresh_below(self, parent: QModelIndex, lines: list[Node]) -> None:
        if not lines:
            return
        self.dataChanged.emit(self.index(0, 0, parent), self.index(len(lines) - 1, 0, parent))
        for node in lines:
            if node.below:
                self._refresh_below(self.createIndex(node.row, 0, node), node.below)
