import pytest

from oa_client.wording.genres import genre_of


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("关于老旧小区改造资金的批复", "reply"),
        ("关于申请老旧小区改造资金的请示", "request"),
        ("转发市政府关于防汛工作的通知的通知", "notice"),
        ("关于消防演练情况的通报（第3期）", "circular"),
        ("关于停水的公告", "public_announcement"),
        ("关于道路封闭的通告（征求意见稿）（2026年修订）", "public_notice"),
        ("海州区人民政府令", "order"),
        ("关于商请支持防汛物资的函", "letter"),
        ("区政府第12次常务会议纪要", "minutes"),
        ("停电通知 ", "notice"),
        ("批复情况一览表", ""),
        ("关于“批复”一词", ""),
        ("", ""),
    ],
)
def test_a_title_ends_with_its_genre(title, genre):
    assert genre_of(title) == genre
