import sys


def test_none_refcount_canary(qapp):
    """PySide6 6.12 on Python 3.11 drops a reference of None with each empty result, and dies of it."""
    from PySide6.QtCore import QPoint, QRect, Qt
    from PySide6.QtGui import QImage, QPainter, QStandardItem, QStandardItemModel

    model = QStandardItemModel()
    model.appendRow(QStandardItem("轮阅"))
    index = model.index(0, 0)
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    moved = refcount_moves(
        lambda: (
            index.data(Qt.ItemDataRole.UserRole),
            model.index(9, 9).data(),
            painter.save(),
            painter.drawRect(QRect(1, 1, 9, 9)),
            painter.drawText(QPoint(1, 20), "阅"),
            painter.restore(),
        )
    )
    painter.end()
    assert abs(moved) < 100, (
        f"2,000 rounds moved the count of None by {moved}: this PySide6 corrupts it (design.md, decision 1)"
    )


def refcount_moves(action, rounds=2_000):
    action()
    before = sys.getrefcount(None)
    for _ in range(rounds):
        action()
    return sys.getrefcount(None) - before


def test_a_moving_refcount_is_found():
    kept = []
    if sys.getrefcount(None) < 2**30:  # from Python 3.12 on None is immortal and cannot be lost
        assert refcount_moves(lambda: kept.append(None)) >= 2_000
