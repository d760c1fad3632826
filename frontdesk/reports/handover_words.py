"""The words of a handover, in both languages."""

from collections.abc import Mapping

from contracts.playbook.grammar import Label
from frontdesk.reports.model import label

STATES = {
    "opened": label("已开始", "Opened"),
    "compiled": label("已汇总", "Compiled"),
    "reviewed": label("已复核", "Reviewed"),
    "unrelieved": label("无人接班", "Unrelieved"),
    "completed": label("已交接", "Completed"),
    "released": label("准予离岗", "Released"),
}
KINDS = {
    "request": label("未结事项", "Open request"),
    "order": label("未完工单", "Undone order"),
    "callback": label("待回访", "Due callback"),
    "drawer": label("收银柜", "Drawer"),
    "cash": label("在手现金", "Cash in hand"),
    "transfer": label("待点现金", "Cash to count"),
    "charge": label("应收", "Charge"),
    "allocation": label("待签分摊", "Cost to sign"),
    "payout": label("待退款", "Payout"),
}
SERVICES = {
    "intake": label("受理", "Intake"),
    "dispatch": label("派工", "Dispatch"),
    "followup": label("回访", "Follow-up"),
    "cashdesk": label("收银", "Cash desk"),
    "roster": label("排班", "Roster"),
}
HANDOVERS = {
    "shift": label("交接班", "End of shift"),
    "stand_in": label("B 角代岗", "B stands in for A"),
    "hand_back": label("A 角返岗", "A is back"),
    "departure": label("离岗交接", "Departure"),
}
WORDS = {
    "accepted": label("已接收", "Accepted"),
    "questioned": label("有异议", "Questioned"),
}
GROUNDS = {
    "not_handed_over": label("未交接", "Not handed over"),
    "not_in_log": label("日志未记", "Not in the log"),
    "stayed": label("仍由交班人负责", "Stayed with the outgoing"),
    "handed_over_wrongly": label("交接有误", "Handed over wrongly"),
    "dropped": label("接收后未办", "Acknowledged and dropped"),
    "arose_later": label("接班后发生", "Arose later"),
    "not_told_apart": label("责任不清", "Not to be told apart"),
}
STEPS = {
    "opened": label("开始交班", "Opened"),
    "reported": label("已报告", "Reported"),
    "compiled": label("已汇总", "Compiled"),
    "overdue": label("逾时未报", "Overdue"),
    "reviewed": label("交班人复核", "Reviewed"),
    "noted": label("补充记录", "Noted"),
    "acknowledged": label("逐项确认", "Acknowledged"),
    "unrelieved": label("无人接班", "Unrelieved"),
    "asked_again": label("再次报告", "Asked again"),
    "completed": label("已交接", "Completed"),
    "released": label("准予离岗", "Released"),
    "relieved": label("已接岗", "Relieved"),
}


def said(words: Mapping[str, Label], name: str) -> Label | str:
    """The words for a name; the name itself where there are none."""
    return words.get(name, name)
