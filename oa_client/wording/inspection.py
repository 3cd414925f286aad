"""What the checker of 公文 says: the name of each rule, what it wants, and why a file cannot be checked."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.assets import _

RULES: Mapping[str, tuple[str, str]] = {
    "page.width": ("用纸宽", "应为 A4，宽 {wanted}"),
    "page.height": ("用纸长", "应为 A4，长 {wanted}"),
    "page.head": ("天头（上白边）", "应为 {wanted}±1 mm"),
    "page.bind": ("订口（左白边）", "应为 {wanted}±1 mm"),
    "area.width": ("版心宽", "应为 {wanted}"),
    "area.height": ("版心高", "应为 {wanted}"),
    "text.size": ("正文字号", "一般用3号（{wanted}）"),
    "text.face": ("正文字体", "一般用{wanted}"),
    "text.colour": ("文字颜色", "除发文机关标志和印章外应为黑色"),
    "grid.lines": ("每面行数", "一般为 {wanted}"),
    "grid.chars": ("每行字数", "一般为 {wanted}"),
    "secrecy": ("国家秘密标志", "涉密公文不得在本系统和非涉密计算机上处理，请走机要渠道"),
    "folio.there": ("页码", "有正文的各页应编页码"),
    "folio.form": ("页码形式", "数字左右应各放一条一字线，如“{wanted}”"),
    "folio.order": ("页码连续", "应为 {wanted}"),
    "folio.size": ("页码字号", "一般用4号（{wanted}）"),
    "folio.face": ("页码字体", "一般用半角{wanted}"),
    "folio.below": ("一字线上距版心下边缘", "应为 {wanted}"),
    "folio.side": ("页码位置", "单页码居右、双页码居左"),
    "folio.indent": ("页码空字", "单页码右空、双页码左空 {wanted}"),
    "copy.digits": ("份号", "一般用6位3号阿拉伯数字"),
    "copy.place": ("份号位置", "顶格编排在版心左上角第一行"),
    "urgency.face": ("紧急程度字体", "一般用3号{wanted}"),
    "urgency.place": ("紧急程度位置", "顶格编排在版心左上角"),
    "urgency.word": ("紧急程度用语", "公文标“特急”或“加急”，“特提”“平急”只用于电报"),
    "corner.order": ("版头左上角各要素次序", "应按份号、密级和保密期限、紧急程度自上而下分行"),
    "mark.colour": ("发文机关标志颜色", "应为红色"),
    "mark.face": ("发文机关标志字体", "推荐使用{wanted}"),
    "mark.centred": ("发文机关标志居中", "应居中排布"),
    "mark.top": ("发文机关标志上边缘至版心上边缘", "应为 {wanted}"),
    "mark.size": ("发文机关标志字高", "以不大于 {wanted} 为宜"),
    "number.there": ("发文字号", "应标注发文字号"),
    "number.brackets": ("发文字号年份括号", "年份应用六角括号〔〕括入"),
    "number.year": ("发文字号年份", "年份应标全称（四位数字）"),
    "number.leading": ("发文顺序号虚位", "不编虚位（1不编为01），应为 {wanted}"),
    "number.di": ("发文顺序号", "不加“第”字"),
    "number.hao": ("发文顺序号后的“号”", "阿拉伯数字后应加“号”字"),
    "number.blank": ("发文机关标志与发文字号之间空行", "应空 {wanted}"),
    "number.centred": ("发文字号居中", "应居中排布"),
    "number.indent": ("上行文发文字号左空", "应居左空 {wanted}"),
    "signatory.there": ("签发人", "上行文应标注签发人姓名"),
    "signatory.only": ("签发人", "只有上行文标注签发人"),
    "signatory.colon": ("“签发人”后的冒号", "应标全角冒号"),
    "signatory.face": ("签发人姓名字体", "应用3号{wanted}"),
    "signatory.indent": ("签发人右空", "应居右空 {wanted}"),
    "signatory.line": ("上行文发文字号所在行", "应与最后一个签发人姓名处在同一行"),
    "rule.there": ("版头分隔线", "发文字号之下应印一条红色分隔线"),
    "rule.colour": ("版头分隔线颜色", "应为红色"),
    "rule.below": ("红色分隔线在发文字号之下", "应为 {wanted}"),
    "rule.width": ("红色分隔线与版心等宽", "应与版心等宽（{wanted}）并居中"),
    "rule.thickness": ("红色分隔线粗", "一般在 0.35 mm 至 1 mm"),
    "title.size": ("标题字号", "一般用2号（{wanted}）"),
    "title.face": ("标题字体", "一般用2号{wanted}"),
    "title.blank": ("标题与红色分隔线之间空行", "应空 {wanted}"),
    "title.centred": ("标题居中", "应居中排布"),
    "title.shape": ("标题排列", "多行标题应排成梯形或菱形"),
    "title.break": ("标题回行", "回行应词意完整，不以“的”“和”、标点或单字起行"),
    "title.punctuation": ("标题中的标点", "除书名号、引号、顿号等外，标题一般不用标点"),
    "title.genre": ("标题中的文种", "标题由发文机关名称、事由和文种组成，应以文种结尾"),
    "recipients.colon": ("主送机关后的冒号", "最后一个机关名称后应标全角冒号"),
    "recipients.left": ("主送机关顶格", "应居左顶格"),
    "recipients.hang": ("主送机关回行", "回行时仍顶格"),
    "recipients.blank": ("主送机关与标题之间空行", "应空 {wanted}"),
    "recipients.one": ("请示的主送机关", "请示原则上主送一个上级机关"),
    "text.first": ("首页显示正文", "公文首页必须显示正文"),
    "text.nothing": ("“此页无正文”", "不应标“此页无正文”，可调整行距、字距"),
    "paragraph.indent": ("正文每自然段左空", "应左空 {wanted}"),
    "paragraph.turn": ("正文回行", "回行应顶格"),
    "heading.face": ("层次标题字体", "第一层一般用黑体，第二层楷体，第三、四层仿宋"),
    "heading.form": ("层次序数写法", "可以依次用“一、”“（一）”“1.”“（1）”"),
    "heading.order": ("层次序数次序", "可以依次用“一、”“（一）”“1.”“（1）”，不宜越层"),
    "heading.count": ("层次序数连续", "按前文应为第 {wanted} 个"),
    "note.there": ("附件说明", "有附件的，正文之后应有附件说明"),
    "note.colon": ("附件说明“附件”后的冒号", "应为“附件”二字后标全角冒号，再写附件名称"),
    "note.blank": ("附件说明与正文之间空行", "应空 {wanted}"),
    "note.indent": ("附件说明左空", "应左空 {wanted}"),
    "note.punctuation": ("附件名称后的标点", "附件名称后不加标点符号"),
    "note.numbers": ("附件说明的顺序号", "多个附件用阿拉伯数字标顺序号，应为“{wanted}”"),
    "note.hang": ("附件名称回行", "应与上一行附件名称的首字对齐（左空 {wanted} 字）"),
    "note.same": ("附件与附件说明一致", "附件的个数、标题应与附件说明一致，说明为“{wanted}”"),
    "date.there": ("成文日期", "应有成文日期"),
    "date.arabic": ("成文日期的数字", "应用阿拉伯数字写全年、月、日"),
    "date.zero": ("成文日期虚位", "月、日不编虚位（1不编为01）"),
    "date.year": ("成文日期的年份", "年份应标全称"),
    "date.indent": ("成文日期右空", "加盖印章的一般右空 {wanted}"),
    "signature.place": (
        "发文机关署名与成文日期的位置",
        "加盖印章的，署名以成文日期为准居中；不加盖的，日期首字比署名首字右移 {wanted} 字",
    ),
    "signature.below": ("成文日期所在行", "应在署名下一行"),
    "signature.alone": ("署名所在页", "署名、日期所在页宜有正文，可调整行距、字距"),
    "unsealed.indent": ("不加盖印章的署名右空", "应右空 {wanted}"),
    "unsealed.blank": ("不加盖印章的署名与正文之间空行", "应空 {wanted}"),
    "seal.above": ("印章顶端上距正文（或附件说明）", "应在一行之内"),
    "seal.over": ("印章的位置", "印章应端正下压署名和成文日期，使其居印章中心偏下，不得出现空白印章"),
    "annotation.brackets": ("附注的圆括号", "应加圆括号（）"),
    "annotation.indent": ("附注左空", "应左空 {wanted}"),
    "annotation.below": ("附注所在行", "应在成文日期下一行"),
    "annotation.contact": ("请示的附注", "请示宜在附注处注明联系人姓名和电话"),
    "attachment.colon": ("附件顺序号后的冒号", "附件首页的“附件”及顺序号后不加冒号"),
    "attachment.face": ("附件首页“附件”字体", "应用3号{wanted}"),
    "attachment.left": ("附件首页“附件”位置", "应顶格编排在版心左上角第一行"),
    "attachment.page": ("附件另面", "附件应另面编排"),
    "attachment.number": ("附件顺序号", "应为“{wanted}”，与附件说明一致"),
    "attachment.title.line": ("附件标题所在行", "应居中编排在版心第三行"),
    "attachment.centred": ("附件标题居中", "应居中排布"),
    "attachment.before": ("附件与版记的次序", "附件应在版记之前"),
    "imprint.there": ("版记", "印发的公文宜有版记"),
    "imprint.size": ("版记字号", "应用4号（{wanted}）"),
    "imprint.face": ("版记字体", "应用4号{wanted}"),
    "imprint.indent": ("版记左空", "应左右各空 {wanted}"),
    "imprint.right": ("印发日期右空", "应右空 {wanted} 字"),
    "copies.colon": ("“抄送”“主送”后的冒号", "应加全角冒号"),
    "copies.end": ("抄送机关后的句号", "最后一个机关名称后应标句号"),
    "copies.hang": ("抄送机关回行", "应与冒号后的首字对齐（左空 {wanted} 字）"),
    "imprint.printed": ("印发日期后的“印发”", "日期后应加“印发”二字"),
    "imprint.date": ("印发日期写法", "应用阿拉伯数字，年份标全称，月、日不编虚位"),
    "imprint.later": ("印发日期与成文日期", "印发日期一般不早于成文日期"),
    "imprint.lines": ("版记首末分隔线", "首条应在第一个要素之上，末条应在最后一个要素之下"),
    "imprint.between": ("版记中间分隔线", "抄送机关与印发机关之间应有分隔线；主送与抄送之间不加"),
    "imprint.width": ("版记分隔线与版心等宽", "应与版心等宽（{wanted}）"),
    "imprint.thick": ("版记首末分隔线粗", "推荐 {wanted}"),
    "imprint.thin": ("版记中间分隔线粗", "推荐 {wanted}"),
    "imprint.foot": ("版记末条分隔线位置", "应与最后一面版心下边缘重合（距页顶 {wanted} mm）"),
    "imprint.last": ("版记所在页", "应在公文最后一面"),
    "imprint.even": ("版记在偶数页", "双面印刷的公文，版记宜在偶数页（封底）"),
    "letter.imprint": ("信函格式版记内容", "不加印发机关和印发日期"),
    "letter.unruled": ("信函格式版记分隔线", "不加分隔线"),
    "letter.mark.top": ("信函格式发文机关标志上边缘至上页边", "应为 {wanted}"),
    "letter.mark.words": ("信函格式发文机关标志用语", "只用发文机关全称或规范化简称，不加“文件”"),
    "letter.rule.below": ("信函格式首条红色双线在标志之下", "应为 {wanted}"),
    "letter.rule.foot": ("信函格式末条红色双线距下页边", "应为 {wanted}"),
    "letter.rule.width": ("信函格式红色双线长", "应为 {wanted}"),
    "letter.rule.double": ("信函格式红色双线粗细", "首条应上粗下细，末条应上细下粗，此处应为{wanted}"),
    "letter.rule.centred": ("信函格式红色双线居中", "应居中排布"),
    "letter.number.right": ("信函格式发文字号位置", "应顶格居版心右边缘"),
    "letter.number.below": ("信函格式发文字号与首条红线的距离", "应为3号字高的7/8（{wanted}）"),
    "letter.title.blank": ("信函格式标题与其上要素之间空行", "应空 {wanted}"),
    "letter.folio": ("信函格式首页页码", "首页不显示页码"),
    "order.mark.top": ("命令格式发文机关标志上边缘至版心上边缘", "应为 {wanted}"),
    "order.number.centred": ("令号居中", "应居中编排"),
    "order.number.form": ("令号写法", "应为“第×号”，不编虚位"),
    "order.number.blank": ("令号与标志之间空行", "应空 {wanted}"),
    "order.text.blank": ("正文与令号之间空行", "应空 {wanted}"),
    "stamp.indent": ("签名章下成文日期右空", "应右空 {wanted}"),
    "stamp.title": ("签发人职务", "签名章左应标签发人职务"),
    "minutes.mark.top": ("纪要格式标志上边缘至版心上边缘", "应为 {wanted}"),
    "minutes.attendance.there": ("出席人员名单", "纪要宜标注出席人员名单"),
    "minutes.attendance.face": ("“出席”“请假”“列席”字体", "一般用3号{wanted}"),
    "minutes.attendance.colon": ("“出席”“请假”“列席”后的冒号", "应标全角冒号"),
    "minutes.attendance.blank": ("出席人员与正文之间空行", "应空 {wanted}"),
    "minutes.attendance.indent": ("出席、请假、列席左空", "应左空 {wanted}"),
}
_NOW: Mapping[str, str] = {
    "copy.place": "左空 {measured} 字",
    "date.arabic": "现写作“{measured}”",
    "date.zero": "现写作“{measured}”",
    "date.year": "现写作“{measured}”",
    "heading.count": "写的是第 {measured} 个",
    "heading.order": "这里是第 {measured} 层",
    "imprint.even": "在第 {measured} 页",
    "imprint.foot": "距页顶 {measured} mm",
    "imprint.lines": "找到 {measured} 条",
    "imprint.right": "右空 {measured} 字",
    "letter.unruled": "找到 {measured} 条",
    "note.same": "附件为“{measured}”",
    "seal.above": "隔 {measured} 行",
    "secrecy": "有“{measured}”",
    "signature.below": "与署名隔 {measured} 行",
    "annotation.below": "与成文日期隔 {measured} 行",
    "signature.place": "日期首字比署名首字右移 {measured} 字",
    "text.colour": "现为 {measured}",
    "title.break": "有一行以“{measured}”起",
    "title.shape": "共 {measured} 行，中间收窄",
    "urgency.place": "左空 {measured} 字",
    "attachment.title.line": "现在第 {measured} 行",
}
_OFF = frozenset(
    {
        "mark.centred",
        "number.centred",
        "title.centred",
        "attachment.centred",
        "order.number.centred",
        "letter.rule.centred",
    }
)
_INDENTED = frozenset(
    {
        "recipients.left",
        "recipients.hang",
        "paragraph.turn",
        "attachment.left",
        "copies.hang",
        "note.hang",
    }
)
_NO_UNIT = frozenset({"attachment.title.line", "imprint.even", "copy.digits"})
_UNTOLD: Mapping[str, str] = {
    "page.head": "第二面起没有从版心第一行排起的正文",
    "page.bind": "没有足够的行、段落回行或分隔线可以量出左边缘",
    "area.width": "没有几行写满的正文，也没有与版心等宽的分隔线可以量出右边缘",
    "area.height": "没有量出上边缘，或没有排到版心下边缘的文字",
    "grid.lines": "没有排满正文的一面",
    "grid.chars": "写满的行太少",
}
"""What a page would have to show; of a short document it does not."""
DRAFT = "没有找到发文机关标志（红头），只按未套红的文稿核对：纸张、版心、标题、正文等。"
CANNOT: Mapping[str, str] = {
    "empty_file": "文件是空的（0 字节），没有可核对的内容；请检查原文件，或请对方重发。",
    "broken_file": "文件打不开，可能已损坏或没有传完；请重新下载，或请对方重发。",
    "cut_file": "文件不完整，后面少了一截；请重新下载，或请对方重发。",
    "encrypted_file": "文件加了密码，不能核对；请用 WPS 等软件输入密码打开，另存为不加密的文件再核对。",
    "no_text": "文件里只有图像，没有文字（可能是扫描件），量不出版式；请核对排版时的 DOCX 或 PDF。",
    "old_word": "这是旧版 Word（.doc）、RTF 或 WPS 文件，扩展名改了也不行；请用 WPS 或 Word 另存为 DOCX 后再核对。",
    "not_document": "这不是 DOCX 或 PDF 文件，不能核对；请先另存为其中一种。",
    "unsafe_file": "文件解开后大得反常或结构反常，像是有意做坏的，没有打开；请核实来源，勿再打开。",
    "too_big_to_show": "文件太大，不能核对；请核对不含大幅图片的版本。",
    "too_late": "文件太复杂，在规定时间内没有读完；请另存为 PDF 或精简后再核对。",
    "check_failed": "读取文件的进程意外结束，没有得出结果；请再试一次，仍不行请把文件另存后再核对。",
}


def cannot(code: str) -> str:
    """Why a file cannot be checked, and what to do."""
    return _(CANNOT.get(code, CANNOT["broken_file"]))


def name(rule: str) -> str:
    """What a rule is about."""
    return _(RULES[rule][0])


def wish(rule: str, wanted: object, unit: str) -> str:
    """How it should be."""
    return _(RULES[rule][1]).format(wanted=amount(wanted, "" if rule in _NO_UNIT else unit))


def now(rule: str, measured: object, unit: str) -> str:
    """How it is; nothing where only its absence can be told."""
    if measured == "":
        return ""
    said = amount(measured, "")
    if rule in _OFF:
        return _("偏离正中 {measured} mm").format(measured=said)
    if rule in _INDENTED:
        return _("左空 {measured} 字").format(measured=said)
    if rule in _NOW:
        return _(_NOW[rule]).format(measured=said)
    if isinstance(measured, str):
        return _("现为“{measured}”").format(measured=measured)
    return _("现为 {measured}").format(measured=amount(measured, "" if rule in _NO_UNIT else unit))


def why_unknown(font: object) -> str:
    """Why it cannot be told: a face by the stand-in that was put for it, a page by a file that has none yet."""
    if font == "":
        return _("DOCX 排成页才知道落在哪一面，请核对导出的 PDF")
    return _("文件里是代用字体“{font}”，看不出原定字体").format(font=font)


def why_untold(rule: str) -> str:
    """Why a measure of the page could not be taken; nothing of a rule that is about what is not there."""
    return _(_UNTOLD[rule]) if rule in _UNTOLD else ""


def amount(value: object, unit: str) -> str:
    """A figure with its unit, to a hundredth, without a needless nought."""
    said = f"{round(value, 2):g}" if isinstance(value, float | int) else str(value)
    return f"{said} {unit}" if unit else said


def at(page: int, paragraph: int, line: int, words: str) -> str:
    """Where it stands."""
    where = (
        _("第{n}段").format(n=paragraph)
        if paragraph
        else _("第{n}页").format(n=page) + (_("第{n}行").format(n=line) if line else "")
        if page
        else _("全文")
    )
    return f"{where}“{words}”" if words else where
