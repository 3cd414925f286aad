import json
import time

import pytest

from oa_client.domain.fields import malformed
from oa_client.domain.secrecy import find_marking
from oa_client.domain.table import Field, FieldType


@pytest.mark.parametrize(
    "text",
    [
        "绝密★",
        "机密★10年",
        "秘密★启用前",
        "机密 ★ 长期",
        "机密\uff0a10年",
        "000001\n机密★1年\n特急",
        "绝\u200b密★",
        "秘 密★",
        "秘　密★",
        "【秘密】",
        "（机密）",
        "\uff3b绝密\uff3d",
        "〔机密★20年〕",
        "(机密级)",
        "【秘密 5年】",
        "秘密",
        "　机密　",
        "机密 10年",
        "秘密·一年",
        "特急 机密",
        "机密 特急",
        "密级：机密",
        "密　级:绝密　保密期限:长期",
        "关于某事项的请示\n秘密\n正文",
        "本件为机密★10年，阅后归还",
        "绝密级★",
    ],
)
def test_a_state_secret_marking_is_found(text):
    assert find_marking(text)


@pytest.mark.parametrize(
    "text",
    [
        "关于学习贯彻《中华人民共和国保守国家秘密法》的通知",
        "涉及商业秘密的，依法不予公开",
        "以秘密投票方式表决",
        "机密文件管理办法（试行）",
        "保密要害部门、绝密级文件的管理由机要室负责",
        "商业秘密*",
        "工作秘密★",
        "严守工作秘密",
        "个人隐私和商业秘密",
        "《机密》",
        "",
        "密级：",
        "内部",
        "秘密侦查措施须经批准",
        "一、二、三、四\n" * 20 + "秘密",
    ],
)
def test_prose_about_secrets_is_no_marking(text):
    assert find_marking(text) is None


@pytest.mark.parametrize(
    "text", [" " * 32_000, "密级" + " " * 32_000 + "x", "\n" * 32_000, "秘 " * 16_000, "（" * 32_000]
)
def test_no_text_takes_long_to_look_through(text):
    began = time.perf_counter()
    find_marking(text)
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize("caption", ["机密", "秘密级", "机密 10年", "秘密★1年", "密级：机密"])
def test_a_marking_is_found_under_a_picture_as_it_is_in_a_line(caption):
    body = json.dumps({"v": 1, "b": [{"p": "正文。"}, {"p": caption, "i": "a" * 64, "w": 80}]}, ensure_ascii=False)
    refused = malformed((Field("body", FieldType.BODY),), {"body": body})
    assert refused is not None
    assert refused.code == "secret_marking"
