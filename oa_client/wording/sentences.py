"""What a code means to the person at the desk: one sentence that says what happened, what is safe and what to do.

Codes come from the rulebook (refusals), from the centre (problems), from the link and from this device (faults).
The facts that came with the code fill the gaps. A code nobody has words for is told as such, with nothing lost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from oa_client.assets import _
from oa_client.domain.money.amounts import figures
from oa_client.wording import (
    moments,
    names,
    names_delegation,
    names_fiscal,
    numbering,
    refusals_supervision,
    workdays,
)
from oa_client.wording.lines import who
from oa_client.wording.names import amount
from oa_client.wording.refusals_outgoing import REFUSALS

KEPT = "您写的内容已保存在本机。"
MOST_SHOWN = 60
"""The most characters of a name that stand in a sentence."""
MOST_PATH = 1000
"""And of a place where something lies, which is of use only whole."""
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

_RULES = {
    "already_confirmed": "代录的批示已经核对过一次，不能再改；{kept}如有变化，请另作批示。",
    "already_handling": "这个单位（人）正在主办，不必再分办；{kept}如要换人，请用“改派”。",
    "already_sent": "所选单位里有的已经有这件公文、还没有办结，不必重送；{kept}",
    "already_done": "这一步已经办过，不必再办；{kept}请看办理记录。",
    "already_signed": "所选单位里有的已经签收或退文，不能撤回；{kept}已签收的请用“请求退回”，由对方决定。",
    "nobody_chosen": "还没有选单位；{kept}请至少选一个。",
    "nobody_to_ask": "所选单位里有的还没有签收，或已经办结、退文，不能请求退回；{kept}没有签收的可以直接“撤回”。",
    "not_asked_back": "登记之后，只有发文单位请求退回的才能退文；{kept}不属本单位的请用“转办”，或先“答复”发文单位。",
    "already_open": "这件事项已经发起过，不再重复发起；{kept}",
    "already_read": "对方已经阅过，不能再撤回；如有变化，请另行告知对方。",
    "already_taken": "这个编号已有别的事项用了，{kept}请先检索核对是不是同一件；确是另一件，改正编号再提交。",
    "authority_ended": "您办理时所用的岗位已不在任，本次操作未生效；{kept}请换用现任岗位办理或联系管理员。",
    "authority_ended.giver": "委托已经收回或结束，不能再代为办理，本次操作未生效；{kept}请由本人办理，或请其重新委托。",
    "bad_characters": "“{field}”中有不能显示的控制字符，{kept}请删去后再提交。",
    "bad_file_name": "附件名称“{name}”过长或含有不能使用的字符，附件没有加入；请改名后再加。",
    "bad_value": "“{field}”的内容不合要求，{kept}请改正后再提交。",
    "broadcast_for_information": "群发只用于阅知，不能要求逐人办理；{kept}请改为“仅供阅知”，或改用其他送阅方式。",
    "broadcast_has_no_turns": "群发没有先后次序，不能加阅；请另发一件。",
    "changed_since": "您办理之后，这件事项又有了新的办理记录，本次操作未生效；{kept}请看过新的情况后重新提交。",
    "counted_ahead": "“{field}”的起算时刻晚于中心现在的时刻，多半是本机时间快了；{kept}请校准时间，另选时限再提交。",
    "empty_file": "附件“{name}”是空文件，没有加入；请检查原文件后再加。",
    "leader_elsewhere": "作批示的领导不在通讯录里，不能在线呈报；请线下呈报后直接销号办结。",
    "leader_has_not_seen": "办理情况还没有呈领导阅示，不能销号；{kept}请先“呈报领导”。",
    "leader_not_a_person": "批示要送给具体的人，不能是整个单位；{kept}请重新选择领导。",
    "main_must_write": "请示由您主批，只圈阅不能算同意；{kept}请写明批示意见。",
    "merge_into_itself": "不能并入它自己；{kept}请另选一件。",
    "missing_field": "还没有填写“{field}”，{kept}请填好后再提交。",
    "no_answer_asked": "这份公告不要求回执，不必回复。",
    "not_in_outbox": "没有 {n} 号，或它已不能这样办；内容都在，请用 outbox list 看现在的情况。",
    "no_such_matter": "没有找到这件事项：可能已被撤回或不再属于您的知悉范围；{kept}请先同步再看。",
    "no_such_task": "没有第 {task} 号任务；有：{tasks}。请用其中一个再办。",
    "no_track": "这件事项里没有等您办理的步骤，本次操作未生效；{kept}",
    "no_words_wanted": "没有待录入的批示，不必补录；{kept}",
    "not_a_leader.supervision": "立项审批人（督查领导）要在领导岗位上；{kept}请重新选择审批人。",
    "not_a_leader.fiscal": "单位负责人要选负责人或领导岗位上的人；{kept}请重新选择单位负责人。",
    "not_a_leader": "所选的人不在领导岗位上；{kept}请重新选择作批示的领导。",
    "not_your_words": "只能更正自己写的意见；{kept}请选自己写的那一条。",
    "nothing_returned": "没有单位退文，不必处理。",
    "nothing_to_confirm": "这件批示不是代录的，不必核对。",
    "ink_by_leader": "手写批示要由领导本人写；{kept}纸上的批示请扫描后作为附件登记。",
    "words_first": "手写的文字还没有录入，录入后再核对；{kept}",
    "only_for_reading": "登记为阅件，不能分办；{kept}如需承办，请先在“更正登记”里改为办件。",
    "outside_unit": "只能转交给本单位的人；{kept}转给其他单位请由收发岗改派。",
    "nobody_to_urge": "眼下没有未阅的人，不必催阅。",
    "nobody_waiting": "后面没有等候的人，次序不必调整。",
    "not_allowed": "您的岗位不能办理这一步，本次操作未生效；{kept}如确需办理，请联系本单位收发岗。",
    "not_reading": "所选的人中有的已经办完或还没有轮到，不能催阅；请刷新后重选。",
    "not_waiting": "所选的人中有的已经轮到或办完，次序不能再调；请刷新后重排。",
    "not_your_turn": "还没有轮到您，前面的人办完后会出现在您的待办里；{kept}",
    "pinned_too_long": "置顶截止时间晚于有效期，{kept}请把置顶时间改早一些。",
    "reader_not_a_person": "送阅对象要具体到人或岗位，不能是整个单位；{kept}请重新选人，或改用群发。",
    "receiver_not_an_organ": "收文方要选单位的收发岗，不能是个人；{kept}请重新选择。",
    "receiver_twice": "有的单位既在主送又在抄送里；{kept}请去掉其中一处。",
    "request_one_receiver": "请示只主送一个机关，需要其他机关知道的用抄送；{kept}请改正后再发。",
    "returned_waits": "还有单位的退文没有处理，不能结束；请先补送，或标明退文已处理。",
    "sent_to_itself": "收文单位里有本单位；{kept}请去掉后再发。",
    "no_such_year": "年度要写四位年份，如 2026；{kept}",
    "still_reading": "还有人没有阅完，不能归档；{kept}请先催办，或用“取消一人”。",
    "words_still_wanted": "还有纸质批示没有补录文字，不能归档；{kept}请先补录。",
    "still_handling": "还有人没有办完或没有批示，不能办结；{kept}请先催办、改派或取消。",
    "telegram_urgency": "“特提”“平急”只用于电报；{kept}请改紧急程度，或把载体改为明传电报。",
    "transfer_to_itself": "不能转给本单位；{kept}本单位承办请用“分办”。",
    "words_wanted_first": "前一份代录还没有补录文字；{kept}请先补录，或在这一份里直接写明文字。",
    "recalled": "发起人已经撤回这件事项，不必再办；{kept}",
    "reviewer_cannot_review": "所选的人没有审核公告的职责，公告没有提交；{kept}请另选一位有审核职责的人或领导。",
    "reviewer_is_author": "起草人不能自己审核自己的公告；{kept}请换一位审核人。",
    "reviewer_not_a_person": "审核人要具体到人或岗位；{kept}请重新选择审核人。",
    "scan_folder_gone": "扫描文件夹找不到了；接好扫描仪或共享盘后会自动继续，也可在“设置”中另选。已登记的不受影响。",
    "scan_folder_unreadable": "扫描文件夹打不开；请检查权限，或在“设置”中另选一个文件夹。已登记的不受影响。",
    "secret_marking": "“{field}”中有涉密标志“{marking}”，本系统不得处理国家秘密，内容没有提交；请立即按保密规定处理。",
    "still_valid": "公告还在有效期内，不到期不能自动失效。",
    "too_large": "“{field}”超过了上限 {limit}，{kept}请改小后再提交。",
    "too_long": "“{field}”太长（上限 {limit} 字），{kept}请精简后再提交。",
    "too_many": "“{field}”选得太多（最多 {limit} 个），{kept}请减少后再提交。",
    "too_many_files": "附件超过 100 个，不能一并带走；{kept}请只选必要的附件，另用“公文发送”或“补充附件”送过去。",
    "too_many_readers": "逐人送阅最多 100 人；{kept}请减少人数，或改用群发。",
    "track_missing": "没有说明针对哪一位的步骤，本次操作未生效；请先选定一位再办。",
    "track_over": "这一步已由他人办完，您的操作未生效；{kept}请看办理记录。",
    "track_over.waits": "这一步眼下还不能办：本机看到的还没有到这一步；{kept}请先同步，看过最新的办理记录再办。",
    "unknown_action": "这件事项没有这种操作，本次操作未生效；{kept}如反复出现，请联系管理员升级客户端。",
    "unknown_action.can": "这件事项没有这种操作；现在可办：{can}，请从中选一个。",
    "no_such_draft": "没有“{name}”这份草稿；请用 drafts list 看名称。",
    "unknown_field": "提交的内容里有本版本不认识的一项，本次操作未生效；{kept}请联系管理员升级客户端。",
    "unknown_reader": "送阅对象中有人已不在任或不在通讯录里；{kept}请重新选人。",
    "unknown_reviewer": "审核人已不在任或不在通讯录里；{kept}请重新选择审核人。",
    "validity_over": "有效期已经过去，{kept}请改成今天以后的时间。",
    "wrong_stage": "事项现在是“{stage}”，不能再“{action}”；{kept}请刷新后按现在的状态办理。",
}

_DEVICE = {
    "bad_link": "这不是轮阅的事项链接，没有打开；链接形如 oa://matter/7-12，请让对方用“复制链接”重新发来。",
    "diagnosis_unwritable": "诊断没有存下来：“{name}”和临时文件夹都写不进去；本机数据没有改动，请清理磁盘。",
    "diagnosis_made": "诊断已存为“{path}”；发出之前可先看里面的 MANIFEST.txt。",
    "diagnosis_elsewhere": "原来的位置写不进去，诊断改存为“{path}”；发出之前可先看里面的 MANIFEST.txt。",
    "matter_not_here": "本机没有链接里的事项（{matter}）：还没有同步到，或不在您的知悉范围；请先同步再点一次。",
    "renewed": "轮阅已升级到 {version} 版，这个窗口还是旧版，可以接着办；方便时退出再打开，写着的内容都在。",
    "link_waits": "登录后就打开链接里的事项。",
    "folder_of_another": "“{name}”属于这台电脑的另一个用户，没有打开，也没有改动；请用本人的系统账号登录后再用。",
    "folder_read_only": "“{name}”所在的磁盘是只读的，轮阅没有打开，原有数据没有改动；请联系管理员改为可写，"
    "或用 --profile 另选文件夹。",
    "folder_no_rights": "没有读写“{name}”的权限，轮阅没有打开，原有数据没有改动；请联系管理员检查归属和权限。",
    "full_at_start": "“{name}”所在的磁盘已满，轮阅没有打开；已保存的内容都在，没有改动。请清理磁盘后再打开。",
    "little_room": "数据所在的磁盘只剩 {free}，不到 200 MB；已保存的内容都在。请尽快清理磁盘，以免存不下新写的内容。",
    "parts_missing": "程序文件“{name}”缺失，轮阅没有打开，本机数据没有改动；请联系管理员重新安装。",
    "library_missing": "系统缺少 {name}（软件包 {package}），窗口打不开，本机数据没有改动；请联系管理员补齐："
    "apt-get install -y {package}。",
    "parts_broken": "程序文件“{name}”读不出来，没有办成，本机数据没有改动；请联系管理员重新安装。",
    "parts_lost": "程序文件“{name}”缺失，有的功能可能用不了；本机数据不受影响，请联系管理员重新安装。",
    "parts_altered": "程序文件“{name}”与安装时不一样，可能已损坏；本机数据不受影响，请联系管理员重新安装。",
    "store_engine": "程序里的加密数据库用不了（{why}），轮阅没有打开，本机数据没有改动；请联系管理员重新安装。",
    "clock_behind": "系统时间 {now} 早于本程序的发布时间 {built}，办理时间会记错；本机数据不受影响，请校准系统时间。",
    "clock_ahead": "系统时间 {now} 明显不对，办理时间会记错；本机数据不受影响，请校准系统时间。",
    "fonts_bad": "随附字体“{name}”读不出来，有的字可能显示成方框；本机数据不受影响，请联系管理员重新安装。",
    "keyring_silent": "系统密钥环用不了，每次打开要输入密码；本机数据不受影响。",
    "keyring_parts": "程序文件“{name}”读不出来，密钥环用不了，每次打开要输入密码；数据不受影响，请联系管理员重新安装。",
    "toolkit_silent": "界面部件启动不起来，窗口可能打不开；本机数据不受影响，请联系管理员重新安装。",
    "toolkit_lacks": "界面部件不全，用不了的是：{lacking}；本机数据不受影响，请联系管理员："
    "写明软件包的，用 apt-get install 补齐；其余的，重新安装。",
    "preview_silent": "附件预览启动不起来，附件暂时要另存后用其他软件打开；其余功能和数据不受影响，请联系管理员。",
    "no_display": "连不上屏幕，没有打开窗口，什么都没有改动；请在图形桌面里打开，或改用命令行（oa-client --help）。",
    "other_display": "您的轮阅已在另一个屏幕（{display}）上打开，那边的窗口已调到前面；请到那边使用，或先在那边退出。",
    "ambiguous_name": "叫“{name}”的不止一人，请用通讯录选人。",
    "bad_outbox": "保存草稿和待上传内容的文件检查未通过，已原样留存、没有改动；请勿删除或重装，联系管理员恢复。",
    "bad_store": "本机的“{which}”检查未通过；已提交和待上传的内容另存一处，不受影响。请重新打开轮阅，会自动重建。",
    "no_range": "中心没有接着上次的地方传来附件；已收到的都在，稍后自动重新取。",
    "stalled": "线路太慢，这次没有传完；内容都在本机，稍后自动接着传。",
    "unanswered": "已交给打开着的轮阅窗口，但没有等到回答；请先看看是否已办，再决定要不要重做。",
    "cannot_keep": "本机没能存下收到的内容；已保存的内容都在，稍后自动再试。如反复出现，请检查磁盘。",
    "disk_full": "本机磁盘空间不足，刚才的内容没有存下；此前保存的内容都在。请清理磁盘后再保存一次。",
    "files_renewed": "本机的附件缓存检查未通过，已另存并重建；自己加的附件和待上传的内容都在，联网后自动取回其余附件。",
    "file_damaged": "附件“{name}”下载后核对不符，已丢弃并将重新下载；其他内容不受影响。",
    "file_changing": "“{name}”正在改动，还没有存完，没有加入；请稍候再加。",
    "file_lost": "中心缺这个附件，取不来；请告知管理员从备份放回，放回后自动取来。其他内容不受影响。",
    "file_not_here": "附件“{name}”还没有下载到本机，联网后会自动下载，届时再打开。",
    "import_failed": "没有存下（{why}），一行也没有导入，文件原样未动；请再试一次，如反复出现，请联系管理员。",
    "ink_own_hand": "手写签批是本人的笔迹，代办时不能替别人手写；{kept}"
    "请改为打字（记录为“×××（代×××）”），或等本人手写。",
    "ink_too_large": "手写的内容太多（一次最多 512 KB），没有收下；已写的还在，请擦去一些，或分两次写。",
    "bad_ink": "“{name}”不是手写文件，或已损坏；没有加入，请改用“手写”重写，或作为附件上传。",
    "export_forbidden": "管理员不允许从轮阅导出文件，没有写出任何文件；确有需要请联系管理员。",
    "file_too_large": "附件“{name}”超过 {limit} 的上限，没有加入；请压缩或拆分后再加。",
    "file_unreadable": "读不到文件“{name}”，没有加入；请确认文件还在、没有被别的程序占用。",
    "file_unwritable": "写不到“{name}”，文件没有另存；请换一个文件夹再试。",
    "folder_unusable": "本机数据文件夹“{name}”不能读写，什么都没有改动；请检查文件夹权限和磁盘后再试。",
    "held_elsewhere": "这台电脑上已经打开了轮阅，请使用已打开的窗口。",
    "keyring": "系统密钥环打不开，无法用它解锁本机数据；数据完好。请输入密码解锁，或联系管理员。",
    "keyring_locked": "系统密钥环还锁着；数据完好。请先解锁系统密钥环，或输入密码。",
    "no_room_to_sync": "本机磁盘空间不足，暂时不能同步；此前保存的内容都在。请清理磁盘，之后自动接着同步。",
    "not_synced": "本机还没有同步过，通讯录和事项都还没有到；{kept}请先联网同步（oa-client sync）再办。",
    "not_signed_in": "这台电脑上还没有人登录过；请先联网登录一次。",
    "not_tried": "已保存在本机，还没有尝试上传；联网后自动上传。",
    "no_printer": "这台电脑上没有打印机，没有打印，内容都在本机；请联系管理员装好打印机，再来打印。",
    "cannot_print": "没有打印出来；请检查打印机是否连好，或先另存为 PDF 再打印。",
    "cannot_set_sheet": "这张处理单没有排出来，事项内容不受影响；请稍后再试，如反复出现请联系管理员。",
    "cannot_set_document": "这份公文没有排出来，事项内容不受影响；请稍后再试，如反复出现请联系管理员。",
    "text_not_here": "公文的正文尚未下载；请联网同步后再试。",
    "no_document": "这件事项没有公文：不是发文，或还没有写正文。处理单请用 sheet 存成 PDF。",
    "no_text_on_page_1": "公文首页显示不出正文（7.3.3），没有排出来；请缩短标题或减少签发人、发文机关。",
    "seal_refused": "印章图样没有套上：管理员已停用或更换，或版面上没有盖印的位置；请打印后盖章，扫描件回传。",
    "not_whole_to_verify": "中心的办理记录本机还没有（还没有上传，或还没有取全），不能核验；内容都在，同步以后再核验。",
    "not_whole_to_print": "本机还没有这件事项的全文，已列入下载；联网取到后再打印。",
    "not_whole": "本机还没有这件事项的全文，联网取到后才能办理；{kept}",
    "offline_too_long": "本机已有 {days} 天没有连上中心，按管理员的规定只能查看；{kept}待上传的都在，请联网后再办。",
    "unlock_needed": "窗口上次锁定后还没有解锁；数据完好。请输入密码后再试。",
    "window_locked": "轮阅的窗口锁定着，没有执行；已保存的内容都在，请先在窗口里输入密码解锁。",
    "server_wanted": "没有写中心地址，管理员也没有设定，没有登录；请用 --server 写明地址再试。",
    "server_fixed": "中心地址由管理员设定，只能登录 {servers}，没有登录，本机数据都在；地址不对请联系管理员。",
    "other_centre": "这里的中心不是本机数据原来的（{name}），没有登录，本机数据都在；地址没有变的，请联系管理员。",
    "other_person": "这台电脑上的本机数据属于{name}，没有改动；请用{name}的账号登录，或为自己另选一个数据文件夹。",
    "password_needed": "系统密钥环用不了；数据完好。请输入密码后再试。",
    "profile_in_use": "轮阅正在使用这份本机数据，本次操作没有执行；已保存的内容都在，请稍后再试，或改用已打开的窗口。",
    "profile_locked": "这个密码打不开本机数据；数据完好，没有改动。请用原来的密码再试，或联网重新登录。",
    "replica_renewed": "本机的事项副本检查未通过，已另存并重建；草稿和待上传的内容都在，联网后自动取回其余内容。",
    "record_broken": "办理记录的校验不通过，本机这份可能已被改动；请勿据此办理，并告知管理员。",
    "sheet_unreadable": "读不到文件“{name}”，没有导入；请确认文件还在、没有被别的程序占用。",
    "sheet_broken": "“{name}”打不开：文件不完整或不是表格，没有导入；请用表格软件打开，另存为 .xlsx 再导入。",
    "sheet_locked": "“{name}”设有打开密码，没有导入；请用表格软件打开，取消密码，另存为 .xlsx 再导入。",
    "sheet_merged_too_far": "“{name}”里有合并单元格伸到 {limit} 行或 60 列之外；请取消整行、整列的合并，另存后再导入。",
    "sheet_old": "“{name}”是旧版 .xls 或 .et 表格，读不了；请用表格软件另存为 .xlsx 再导入。",
    "sheet_too_full": "“{name}”里的样式、格式或文字太多，没有导入；请把分解表复制到一个新的工作簿，另存后再导入。",
    "sheet_too_large": "“{name}”太大（上限 {limit}），没有导入；请只留分解表一张，另存后再导入。",
    "sheet_too_many_rows": "“{name}”的行列太多（上限 {limit} 行、60 列），没有导入；请分成几个文件。",
    "slots_lost": "打开本机数据所用的密钥文件读不出来；数据原样保留，没有改动。请勿删除，并联系管理员。",
    "store_too_new": "本机数据由更新版本的轮阅保存，没有改动；请升级客户端后再打开。",
    "unknown_edition": "这件事项的流程版本比本客户端新，只能查看；{kept}请升级客户端后办理。",
    "unknown_kind": "本客户端不认识这类事项；{kept}请升级客户端。",
    "no_such_unit": "“{name}”不是一个单位的名称；请写单位全称，如“望湖街道”。",
    "unknown_name": "通讯录里没有“{name}”；请核对姓名，或用通讯录选人。",
}

_CENTRE = {
    "awaited": "附件还在上传，到了会自动取。",
    "bad_request": "中心没有看懂这次请求，内容都还在本机，稍后会重试；如反复出现，请联系管理员。",
    "busy": "中心正忙，内容都还在本机，稍后自动再试。",
    "claim_taken": "这个编号已有别的事项用了，{kept}请先检索核对是不是同一件；确是另一件，改正编号再提交。",
    "device": "这台设备已被管理员停用，不能再同步；本机未上传的内容还在，请联系管理员。",
    "device_blocked": "这台设备已被管理员停用，不能再同步；本机未上传的内容还在，请联系管理员。",
    "epoch": "中心做过数据恢复，正在重新核对；已提交的内容会自动补交，不会丢失、也不会重复。",
    "id_reuse": "本机数据像是从旧的备份或复制件恢复的：这一条与先前交过的用了同一个号，没有生效；{kept}请改后再交。",
    "incomplete": "中心还没有收齐附件，收齐后自动办理；内容都还在本机。",
    "internal": "中心出了故障，内容都还在本机，稍后自动再试；如长时间如此，请联系管理员。",
    "out_of_office": "这个账号已停用，不能登录；本机的内容都在。确实在岗的，请联系管理员。",
    "locked": "密码输错次数过多，账号暂时锁定；请稍后再试，或联系管理员。",
    "no_such_file": "中心没有这个附件，可能已被撤回；其他内容不受影响。",
    "no_such_call": "中心没有这项功能，内容都还在本机；请联系管理员升级中心或客户端。",
    "not_found": "中心没有这项内容，可能已被撤回。",
    "not_visible": "这件事项已不在您的知悉范围，本次操作未生效；{kept}",
    "offset": "附件上传的进度与中心不一致，正在自动接续。",
    "password": "账号或密码不对，请核对后重新输入；忘记密码请联系管理员重置，本机内容不会丢失。",
    "password_easy": "新密码太容易猜中（字符都相同或依次相连），没有改；请换一个。",
    "password_half": "密码在中心已经改好；本机没能跟着换（多半是磁盘满了），开锁和离线进入可能还用旧密码，内容都在。"
    "请清理磁盘，再用新密码登录一次。",
    "password_in_window": "轮阅的窗口开着，没有改；请在窗口的“设置”里修改，或退出窗口后再执行。",
    "password_long": "新密码太长（最多 128 个字符），没有改；请缩短。",
    "password_name": "新密码和账号差不多，没有改；请换一个。",
    "password_needs_link": "改密码要连上中心，现在连不上，密码没有改；请联网后再改。",
    "password_old_centre": "中心的版本还不能由本人改密码，密码没有改；请联系管理员升级中心。",
    "password_same": "新密码和现在的一样，没有改；请换一个。",
    "password_short": "新密码太短（至少 8 个字符），没有改；请加长，好记的一句话也行。",
    "password_signs": "新密码里有看不见的字符（如换行、全角空格），没有改；请重新输入。",
    "password_unlike": "两次输入的新密码不一样，没有改；请重新输入。",
    "password_unsure": "没有等到中心的答复，不知道密码改了没有，内容都在；请原样再改一次，已经改了的不会再改第二遍。",
    "password_wrong": "现在的密码不对，没有改；请重新输入，忘记了请联系管理员重置。",
    "protocol": "客户端版本太旧，中心不再接受；本机未上传的内容都还在，升级后自动上传。",
    "quota": "您的附件空间已用完，附件没有上传；内容都还在本机，请联系管理员。",
    "names_refused": "它所属的（或所指的）那件事项没有被中心接受，这一件也没有生效；{kept}"
    "请先重交那一件，再在这里改选或去掉后重交。",
    "opener_undone": "它所在的事项没有上传就已撤销，这一步没有事项可办；{kept}"
    "请把写的内容用到重新拟写的事项里，再放下这一条。",
    "restored_without": "中心恢复数据后，事项在您这一步之前的办理记录没有找齐，这一步接不回去；{kept}请核对后重交。",
    "restoring": "中心正在恢复数据，新办的都等着；内容已存好，了结后自动提交。",
    "server_error": "中心出了故障，内容都还在本机，稍后自动再试；如长时间如此，请联系管理员。",
    "token": "登录已过期，请重新登录；本机未上传的内容都还在。",
    "too_large": "内容超过了中心的上限，没有收下；{kept}请减少附件或正文后再提交。",
    "unknown_user": "没有这个账号，请核对后重新输入，或联系管理员开通。",
    "withdrawn": "已按您的要求收回，中心没有办理，今后也不会办理；{kept}可以修改后重新提交，或移到一边。",
    "waiting_files": "附件还在上传，传完后自动办理。",
}

_LINK = {
    "bad_address": "服务器地址不对，应以 https:// 开头；什么都没有改动，请核对后再试。",
    "ca_file": "管理员指定的证书文件读不出来，没有连接；内容都在本机，请联系管理员。",
    "certificate": "证书不被信任：可能有设备在检查加密连接，或有人冒充中心，没有连接；内容都在本机，请联系管理员。",
    "certificate_name": "中心的安全证书与地址不符，为防冒充没有连接；内容都在本机，请核对服务器地址或联系管理员。",
    "certificate_time": "中心的安全证书不在有效期内，没有连接；内容都在本机，请核对本机日期时间，或联系管理员。",
    "not_secure": "这个地址没有加密，密码会被线路上的人看到，没有连接；请改用 https:// 开头的地址。",
    "cut": "连接中断，内容都在本机，恢复后自动接着传。",
    "dns": "找不到服务器，请检查网络或服务器地址；可以离线工作，内容保存在本机。",
    "first_needs_link": "连不上服务器；第一次登录必须联网，请检查网络和服务器地址后再试。",
    "offline": "没有网络，可以离线工作；内容保存在本机，联网后自动上传。",
    "needs_sign_in": "登录已过期，请重新登录；本机未上传的内容都还在。",
    "paused": "同步已暂停；内容都在本机，继续同步后自动上传。",
    "portal": "网络要求先在网页上登录认证，请打开浏览器完成认证；内容都在本机。",
    "proxy": "代理要登录：代理服务器要求账号密码，连不上中心；内容都在本机，请联系网络管理员。",
    "proxy_down": "连不上代理服务器，到不了中心；内容都在本机，请联系网络管理员。",
    "refused": "服务器没有应答，可能在维护；可以离线工作，内容保存在本机。",
    "server_down": "连不上服务器，可能在维护；可以离线工作，内容保存在本机。",
    "syncing": "还在同步，这次没有等到结束；内容都在本机，稍后自动接着传。",
    "slow": "网络太慢，这次没有传完；内容都在本机，稍后自动接着传。",
    "torn": "收到的应答不完整，没有采用；内容都在本机，稍后自动再试。",
    "timeout": "等不到服务器的应答；内容都在本机，稍后自动再试。",
    "tls": "与服务器的安全连接没有建立；内容都在本机，请检查系统时间或联系管理员。",
    "upgrade": "客户端版本太旧，中心不再接受；本机未上传的内容都还在，升级后自动上传。",
    "unreachable": "连不上服务器；可以离线工作，内容保存在本机，联网后自动上传。",
}

_SHOWING = {
    "no_office": "本机没有能打开这种旧格式的办公软件，这里显示不出来；可以另存后用其他软件打开。",
    "office_failed": "办公软件没能读出这个文件，这里显示不出来；可以另存，或用系统阅读器打开。",
    "unlisted_archive": "这种压缩包不能在这里列出内容；可以另存后用解压软件打开。",
    "unsafe_file": "这个文件里有不正常的内容（展开后过大或含外部引用），为安全没有显示；请勿打开，并告知管理员。",
}

SENTENCES: Mapping[str, str] = {
    **_SHOWING,
    **_LINK,
    **_DEVICE,
    **_CENTRE,
    **_RULES,
    **REFUSALS,
    **names_delegation.REFUSALS,
    **numbering.SENTENCES,
    **workdays.SENTENCES,
    **names_fiscal.REFUSALS,
    **refusals_supervision.REFUSALS,
}


def sentence(code: str, facts: Mapping[str, object] | None = None, *, kept: bool = True) -> str:
    """What to tell the person; never empty, never raises, whatever the facts hold.

    Among the facts `kind` says of which kind of matter a stage or an action is. `kept`: what he wrote is saved.
    """
    template = SENTENCES.get(_more(code, facts or {}))
    if code == "too_large" and "field" not in (facts or {}):
        template = _CENTRE["too_large"]
    if code == "bad_store" and (facts or {}).get("which") == "outbox":
        template = _DEVICE["bad_outbox"]
    if template is None:
        return _("出现了本客户端不认识的情况（{code}），本次操作未生效；您写的内容已保存在本机，请联系管理员。").format(
            code=code
        )
    text = _(template).format_map(_Gaps(facts or {}, kept=kept))
    return text if text.endswith("。") else text.rstrip("，；、") + "。"


def password_changed(ended: int) -> str:
    """That a person has another password, and how many of his other devices were signed out by it."""
    done = _("密码已改，下次登录、开锁用新密码。")
    others = _("另有 {n} 台设备登录着您的账号，已经退出，要用新密码重新登录；不认得的请告知管理员。").format(n=ended)
    return done + others if ended else done


def _more(code: str, facts: Mapping[str, object]) -> str:
    """The code whose sentence says more, where the facts for it came."""
    for named in ("registry", "kind"):
        if (more := f"{code}.{facts.get(named, '')}") in SENTENCES:
            return more
    if code == "track_over" and "by" in facts and not facts["by"]:
        return "track_over.waits"  # nobody ended it: it does not stand there yet, as far as is known here
    fact = _SAYS_MORE.get(code, "")
    return f"{code}.{fact}" if fact and facts.get(fact) else code


_SAYS_MORE = {"unknown_action": "can", "checked_out": "until", "authority_ended": "giver"}


class _Gaps(dict[str, str]):
    """The facts as words; a fact that did not come leaves a plain word."""

    def __init__(self, facts: Mapping[str, object], *, kept: bool) -> None:
        super().__init__()
        self._facts = facts
        self._kept = kept

    def __missing__(self, name: str) -> str:
        if name == "kept":
            return KEPT.rstrip("。") + "，" if self._kept else ""
        value = self._facts.get(name)
        kind = str(self._facts.get("kind") or "")
        if name == "stage":
            return names.stage(kind, str(value or "")) or _("另一状态")
        if name == "action":
            return names.action(kind, str(value or "")) or _("办理")
        if name == "field":
            return names.field_name(str(value or ""), kind) or _("内容")
        if name == "limit":
            return amount(value) if "size" in self._facts else str(value if value is not None else "")
        if name in _TALK:
            return _TALK[name](self._facts)
        if name in {"since", "until"} and isinstance(value, int):
            return moments.exact(value)
        shown = str(value) if name == "can" else _shown(str(value), MOST_PATH if name == "path" else MOST_SHOWN)
        return shown if value not in (None, "") else _("（未说明）")


def _standing_in(facts: Mapping[str, object]) -> str:
    """×××（代×××）, who asked for what the other has to do himself."""
    taker, giver = (_shown(str(facts.get(name) or "")) for name in ("taker", "giver"))
    return who(taker, giver) if taker and giver else _("受托人")


def _fund(facts: Mapping[str, object]) -> str:
    return names.choice("fund", str(facts.get("fund") or "")) or _("未注明资金来源")


def _another(facts: Mapping[str, object]) -> str:
    """Which other matter stands against it, where its title is known."""
    title = str(facts.get("other") or "")
    return _("《{title}》").format(title=_shown(title)) if title else ""


def _where(facts: Mapping[str, object]) -> str:
    return _("第 {line} 行").format(line=facts["line"]) if facts.get("line") else ""


def _problem(facts: Mapping[str, object]) -> str:
    return _(names_fiscal.PROBLEMS.get(str(facts.get("why")), "有误")).format(range=_range(facts))


def _range(facts: Mapping[str, object]) -> str:
    """Which money, and from what amount to what."""
    within = {True: _("预算内"), False: _("预算外")}.get(facts.get("within"), "")  # type: ignore[call-overload]
    above, up_to = (facts.get(name) for name in ("above", "up_to"))
    least = _("超过 {yuan}").format(yuan=_yuan("above")(facts)) if above else ""
    most = _("不超过 {yuan}").format(yuan=_yuan("up_to")(facts)) if isinstance(up_to, int) else ""
    return _("“{money}”").format(money=" ".join(part for part in (_fund(facts), within, least, most) if part))


def _which(facts: Mapping[str, object]) -> str:
    return _({"replica": "事项副本", "files": "附件缓存"}.get(str(facts.get("which")), "数据文件"))


def _yuan(name: str) -> Callable[[Mapping[str, object]], str]:
    def said(facts: Mapping[str, object]) -> str:
        value = facts.get(name)
        return _("{yuan}元").format(yuan=figures(max(value, 0))) if isinstance(value, int) else _("（未说明）")

    return said


_TALK: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "which": _which,
    "standing_in": _standing_in,
    "fund": _fund,
    "another": _another,
    "where": _where,
    "problem": _problem,
    "left": _yuan("left"),
    "over": _yuan("over"),
    "amount": _yuan("amount"),
}
"""What a gap says that is more than its fact."""


def _shown(text: str, most: int = MOST_SHOWN) -> str:
    """Somebody else's words inside a sentence: no controls, nothing that turns the writing round, not too long."""
    plain = "".join("□" if unicodedata.category(c) in _UNSHOWN else c for c in text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"
